import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../../api/client.ts';
import { formatInstant } from '../../../i18n/format.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Section } from '../../../ui/page.tsx';
import { PagedList } from '../../../ui/paged-list.tsx';
import { Empty, Failure } from '../../../ui/states.tsx';
import { type OwnSubmission, ownQuery, requestCorrection, requestOwn } from '../api.ts';
import { EntryFrame } from '../entry-frame.tsx';
import { HandInSection } from '../hand-in-section.tsx';
import { PersonFields } from '../person-fields.tsx';
import { draftOf, type PersonDraft, personOf } from '../person-rows.ts';

/** An agent's own page: handing people in, and what became of each. */
export function OwnSubmissionsPage() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(ownQuery());
  const [corrected, setCorrected] = useState<{ readonly id: string; readonly draft: PersonDraft } | null>(null);
  const open = useMutation({
    mutationFn: (id: string) => requestOwn(id),
    onSuccess: ({ id, person }) => setCorrected({ id, draft: draftOf(person ?? {}) }),
  });
  const counts = list.data?.pages[0]?.counts;
  return (
    <EntryFrame title={t('entry.own.title')} lead={t('entry.own.lead')}>
      <HandInSection />
      <Section title={t('entry.own.list')} note={counts === undefined ? null : t('entry.own.counts', { ...counts })}>
        <PagedList
          list={list}
          className="entry-lines"
          none={<Empty icon="edit" title={t('entry.own.emptyTitle')} body={t('entry.own.emptyBody')} />}
        >
          {(item) => <OwnLine key={item.id} item={item} onCorrect={() => open.mutate(item.id)} />}
        </PagedList>
        {open.isError ? <Failure error={open.error} /> : null}
      </Section>
      {corrected === null ? null : (
        <CorrectDialog id={corrected.id} draft={corrected.draft} onClose={() => setCorrected(null)} />
      )}
    </EntryFrame>
  );
}

function OwnLine({ item, onCorrect }: { readonly item: OwnSubmission; readonly onCorrect: () => void }) {
  const { t } = useTranslation();
  return (
    <li>
      <span className="entry-what">
        <strong>{item.name}</strong>
        <span className="quiet small figures">
          {[t('entry.number', { number: item.number }), item.phone, formatInstant(item.submittedAt)].join(' · ')}
        </span>
        {item.reason === null ? null : (
          <span className="is-warning">{t('entry.own.reason', { why: item.reason })}</span>
        )}
      </span>
      <span className={`entry-state is-${item.state}`}>{t(`entry.states.${item.state}`)}</span>
      {item.state === 'rejected' ? (
        <Button size="small" onClick={onCorrect}>
          {t('entry.own.correct')}
        </Button>
      ) : null}
    </li>
  );
}

interface CorrectDialogProps {
  readonly id: string;
  readonly draft: PersonDraft;
  readonly onClose: () => void;
}

function CorrectDialog({ id, draft: before, onClose }: CorrectDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(before);
  const correct = useMutation({
    mutationFn: () => requestCorrection(id, personOf(draft)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['entry', 'own'] });
      onClose();
    },
  });
  const faults = faultsOf(correct.error, 'person.');
  return (
    <Dialog label={t('entry.own.correctTitle')} onClose={onClose} shape="wide">
      <form
        className="dialog-content"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          correct.mutate();
        }}
      >
        <PersonFields draft={draft} faults={faults} onChange={setDraft} />
        {correct.isError && Object.keys(faults).length === 0 ? <Failure error={correct.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={correct.isPending}>
            {t('entry.own.again')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function faultsOf(error: unknown, prefix: string): Record<string, string> {
  const faults = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return Object.fromEntries(
    faults
      .filter(({ field }) => field.startsWith(prefix))
      .map(({ field, message }) => [field.slice(prefix.length), message]),
  );
}
