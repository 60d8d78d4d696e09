import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { itemsOf, PagedList } from '../../../ui/paged-list.tsx';
import { Empty, Failure } from '../../../ui/states.tsx';
import { ReasonDialog } from '../../work/reason-dialog.tsx';
import { type FieldNote, notesQuery, requestNoteDecision, requestNoteReveal } from '../api.ts';
import { EntryFrame } from '../entry-frame.tsx';
import { useQueue } from '../use-queue.ts';

type State = FieldNote['state'];
const STATES = ['waiting', 'applied', 'rejected'] as const;

/** The clerk's queue: what was noted in the field beside what is known; a writes it, r sends it back. */
export function FieldNotesPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [state, setState] = useState<State>('waiting');
  const list = useInfiniteQuery(notesQuery(state));
  const [rejecting, setRejecting] = useState<FieldNote | null>(null);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['entry', 'notes'] });
  const apply = useMutation({
    mutationFn: ({ id, version }: FieldNote) =>
      requestNoteDecision(id, { decision: 'apply', version }, crypto.randomUUID()),
    onSettled: refresh,
  });
  const write = (note: FieldNote | undefined): void => {
    if (note?.can.decide === true && !apply.isPending) {
      apply.mutate(note);
    }
  };
  const { isCurrent, restart } = useQueue(itemsOf(list.data), (current) => [
    { id: 'accept', keys: 'a', label: t('entry.notes.apply'), group: 'page', run: () => write(current) },
    {
      id: 'reject',
      keys: 'r',
      label: t('entry.notes.reject'),
      group: 'page',
      run: () => setRejecting(current?.can.decide === true ? current : null),
    },
  ]);
  return (
    <EntryFrame title={t('entry.notes.title')} lead={t('entry.notes.lead')}>
      <div className="entry-bar">
        <Segmented<State>
          aria-label={t('entry.review.which')}
          value={state}
          onChange={(next) => {
            setState(next);
            restart();
          }}
          options={STATES.map((value) => ({ value, label: t(`entry.notes.states.${value}`) }))}
        />
      </div>
      {apply.isError ? <Failure error={apply.error} /> : null}
      <PagedList
        list={list}
        className="entry-cards"
        none={<Empty icon="done" title={t('entry.notes.none')} body={t('entry.notes.noneBody')} />}
      >
        {(note, index) => (
          <NoteCard
            key={note.id}
            note={note}
            isCurrent={state === 'waiting' && isCurrent(index)}
            isBusy={apply.isPending}
            onApply={() => write(note)}
            onReject={() => setRejecting(note)}
          />
        )}
      </PagedList>
      {rejecting === null ? null : (
        <ReasonDialog
          title={t('entry.notes.rejectTitle')}
          label={t('entry.review.rejectWhy')}
          run={async (reason, key) => {
            await requestNoteDecision(rejecting.id, { decision: 'reject', reason }, key);
            await refresh();
          }}
          onClose={() => setRejecting(null)}
        />
      )}
    </EntryFrame>
  );
}

interface NoteCardProps {
  readonly note: FieldNote;
  readonly isCurrent: boolean;
  readonly isBusy: boolean;
  readonly onApply: () => void;
  readonly onReject: () => void;
}

function NoteCard({ note, isCurrent, isBusy, onApply, onReject }: NoteCardProps) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  const [shown, setShown] = useState<Awaited<ReturnType<typeof requestNoteReveal>> | null>(null);
  const { customer, can } = note;
  return (
    <li className={isCurrent ? 'entry-card is-current' : 'entry-card'} aria-current={isCurrent}>
      <div className="entry-card-head">
        <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
          {customer.name ?? t('customers.unnamed')}
        </Link>
        <span className="quiet small">
          {[t('entry.number', { number: note.number }), note.author, formatInstant(note.notedAt)].join(' · ')}
        </span>
      </div>
      <p>{shown?.text ?? note.text}</p>
      <table className="entry-changes">
        <thead>
          <tr>
            <th scope="col">{t('entry.notes.field')}</th>
            <th scope="col">{t('entry.notes.current')}</th>
            <th scope="col">{t('entry.notes.noted')}</th>
          </tr>
        </thead>
        <tbody>
          {note.changes.map(({ field, label, current, noted, origin }) => (
            <tr key={field}>
              <th scope="row">{label[currentLocale()]}</th>
              <td>
                {current ?? t('common.missing')}
                {origin === null ? null : (
                  <span className="quiet small"> {[origin.label, formatInstant(origin.at)].join(' · ')}</span>
                )}
              </td>
              <td className="is-noted">
                {shown === null ? (noted ?? t('common.missing')) : String(shown.changes[field] ?? '')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {note.reason === null ? null : <p className="is-warning">{t('entry.own.reason', { why: note.reason })}</p>}
      {note.state === 'waiting' ? (
        <div className="entry-bar">
          {can.decide ? (
            <>
              <Button type="primary" size="small" disabled={isBusy} onClick={onApply}>
                {t('entry.notes.apply')}
              </Button>
              <Button size="small" disabled={isBusy} onClick={onReject}>
                {t('entry.notes.reject')}
              </Button>
            </>
          ) : (
            <span className="quiet small">{t('entry.notes.own')}</span>
          )}
          {can.reveal && shown === null ? (
            <Button size="small" type="text" onClick={() => setIsAsking(true)}>
              {t('entry.notes.reveal')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {isAsking ? (
        <ReasonDialog
          title={t('entry.notes.reveal')}
          label={t('entry.notes.revealWhy')}
          run={async (reason) => setShown(await requestNoteReveal(note.id, reason))}
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </li>
  );
}
