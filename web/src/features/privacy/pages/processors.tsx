import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PROCESSOR_ROLES } from '@zhike/server/contracts';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { RowMenu } from '../../../ui/row-menu.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { faultsByField } from '../../fields/faults.ts';
import { type Processor, processorsQuery, requestEnd, requestProcessor } from '../api.ts';
import { partsOf } from '../parts-of.ts';
import { ChoiceField, TextField } from '../text-field.tsx';
import '../privacy.css';

/** Who processes which data for which purpose. */
export function ProcessorsPage() {
  const { t } = useTranslation();
  const list = useQuery(processorsQuery());
  const [open, setOpen] = useState<Processor | 'new' | null>(null);
  const items = list.data?.items ?? [];
  const mayWrite = list.data?.can.write === true;
  const add = (
    <Button type="primary" onClick={() => setOpen('new')}>
      {t('processors.new')}
    </Button>
  );
  const actions = (
    <>
      <Button href="/api/v1/processors.csv" download>
        {t('processors.download')}
      </Button>
      {mayWrite ? add : null}
    </>
  );
  return (
    <SettingsFrame title={t('processors.title')} lead={t('processors.lead')} {...(items.length > 0 ? { actions } : {})}>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty icon="people" title={t('processors.emptyTitle')} body={t('processors.emptyBody')}>
          {mayWrite ? add : null}
        </Empty>
      ) : null}
      <ul className="privacy-lines">
        {items.map((processor) => (
          <ProcessorLine
            key={processor.id}
            processor={processor}
            mayWrite={mayWrite}
            onEdit={() => setOpen(processor)}
          />
        ))}
      </ul>
      {open === null ? null : (
        <ProcessorDialog processor={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </SettingsFrame>
  );
}

interface LineProps {
  readonly processor: Processor;
  readonly mayWrite: boolean;
  readonly onEdit: () => void;
}

function ProcessorLine({ processor, mayWrite, onEdit }: LineProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => requestEnd(processor.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: processorsQuery().queryKey }),
  });
  const facts = [
    t(`processors.role.${processor.role}`),
    processor.country,
    processor.transferBasis,
    processor.legalBasis,
    processor.contractUntil === null ? null : t('processors.untilText', { date: processor.contractUntil }),
    processor.contact,
  ].filter((part) => part !== null);
  return (
    <li>
      <span className="privacy-what">
        <strong>{processor.name}</strong>
        <span>
          {processor.purpose} · {processor.dataCategories.join(' · ')}
        </span>
        <span className="quiet small">{facts.join(' · ')}</span>
        {end.isError ? <Failure error={end.error} /> : null}
      </span>
      {processor.endedAt === null ? null : (
        <span className="quiet small">{t('processors.ended', { when: formatInstant(processor.endedAt) })}</span>
      )}
      {mayWrite ? (
        <RowMenu
          name={processor.name}
          items={[
            { key: 'edit', label: t('processors.edit'), onChoose: onEdit },
            ...(processor.endedAt === null
              ? [{ key: 'end', label: t('processors.end'), onChoose: () => end.mutate(), isApart: true }]
              : []),
          ]}
        />
      ) : null}
    </li>
  );
}

function draftOf(processor: Processor | null) {
  return {
    name: processor?.name ?? '',
    role: processor?.role ?? ('processor' as Processor['role']),
    purpose: processor?.purpose ?? '',
    data: processor?.dataCategories.join('、') ?? '',
    legalBasis: processor?.legalBasis ?? '',
    country: processor?.country ?? 'CN',
    transferBasis: processor?.transferBasis ?? '',
    contact: processor?.contact ?? '',
    contractUntil: processor?.contractUntil ?? '',
  };
}

type Draft = ReturnType<typeof draftOf>;

function bodyOf({ data, country, transferBasis, contact, contractUntil, ...draft }: Draft) {
  const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  return {
    ...draft,
    country: country.trim().toUpperCase(),
    dataCategories: partsOf(data),
    transferBasis: orNull(transferBasis),
    contact: orNull(contact),
    contractUntil: orNull(contractUntil),
  };
}

interface ProcessorDialogProps {
  readonly processor: Processor | null;
  readonly onClose: () => void;
}

function ProcessorDialog({ processor, onClose }: ProcessorDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(draftOf(processor));
  const save = useMutation({
    mutationFn: () => requestProcessor(processor?.id ?? null, bodyOf(draft)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: processorsQuery().queryKey });
      onClose();
    },
  });
  const faults = faultsByField(save.error);
  const field = (key: Exclude<keyof Draft, 'role' | 'data'>, label: string, type: 'text' | 'date' = 'text') => (
    <TextField
      label={label}
      type={type}
      value={draft[key]}
      fault={faults.get(key) ?? null}
      onChange={(value) => setDraft({ ...draft, [key]: value })}
    />
  );
  const dataFault = [...faults].find(([name]) => name.startsWith('dataCategories'))?.[1] ?? null;
  return (
    <Dialog label={processor === null ? t('processors.new') : processor.name} onClose={onClose}>
      <form
        className="dialog-content privacy-form"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (!save.isPending) {
            save.mutate();
          }
        }}
      >
        {field('name', t('processors.name'))}
        <ChoiceField
          label={t('processors.roleLabel')}
          value={draft.role}
          options={PROCESSOR_ROLES.map((role) => ({ value: role, label: t(`processors.role.${role}`) }))}
          onChange={(role) => setDraft({ ...draft, role })}
        />
        {field('purpose', t('processors.purpose'))}
        <TextField
          label={t('processors.data')}
          value={draft.data}
          fault={dataFault}
          onChange={(data) => setDraft({ ...draft, data })}
        />
        {field('legalBasis', t('processors.basis'))}
        <div className="form-pair">
          {field('country', t('processors.country'))}
          {field('contractUntil', t('processors.until'), 'date')}
        </div>
        {field('transferBasis', t('processors.transfer'))}
        {field('contact', t('processors.contact'))}
        {save.isError && faults.size === 0 ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('processors.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
