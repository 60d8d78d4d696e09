import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Source } from '@zhike/server/contracts';
import { Button, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Panel } from '../../ui/panel.tsx';
import { Entry } from '../fields/entry.tsx';
import { faultsByField } from '../fields/faults.ts';
import { FormFault } from '../fields/form-fault.tsx';
import { useDraft } from '../fields/use-draft.ts';
import { useFirstFocus } from '../fields/use-first-focus.ts';
import { requestSource, type SourceBody } from './api.ts';

interface Draft {
  readonly source: string;
  readonly label: string;
  readonly kind: Source['kind'];
  readonly provider: string;
  readonly basis: string;
  readonly obtainedOn: string;
  readonly contact: string;
  readonly note: string;
}

const EMPTY: Draft = {
  source: '',
  label: '',
  kind: 'third_party',
  provider: '',
  basis: '',
  obtainedOn: '',
  contact: '',
  note: '',
};

const NAME = /^[\p{L}\p{N}_.-]{1,100}$/u;
const DATE = /^\d{4}-\d{2}-\d{2}$/u;

function draftOf(source: Source): Draft {
  return {
    source: source.source,
    label: source.described ? source.label[currentLocale()] : '',
    kind: source.kind,
    provider: source.provider ?? '',
    basis: source.basis ?? '',
    obtainedOn: source.obtainedOn ?? '',
    contact: source.contact ?? '',
    note: source.note ?? '',
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function bodyOf(draft: Draft, before: Source | null): SourceBody {
  const label = draft.label.trim();
  const isSame = before?.described === true && before.label[currentLocale()] === label;
  return {
    label: isSame ? { ...before.label } : { 'zh-CN': label, en: label },
    kind: draft.kind,
    provider: orNull(draft.provider),
    basis: orNull(draft.basis),
    obtainedOn: orNull(draft.obtainedOn),
    contact: orNull(draft.contact),
    note: orNull(draft.note),
  };
}

interface SourceFormProps {
  /** Null for one under whose name nothing came yet. */
  readonly source: Source | null;
  readonly onClose: () => void;
}

/** Whose data a source brings, and by which right. */
export function SourceForm({ source, onClose }: SourceFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { draft, set, drop } = useDraft(`source:${source?.source ?? ''}`, source === null ? EMPTY : draftOf(source));
  const [wasSent, setWasSent] = useState(false);
  const form = useFirstFocus();
  const isThird = draft.kind === 'third_party';
  const faults = {
    source: NAME.test(draft.source.trim()) ? null : t('sources.needName'),
    provider: isThird && draft.provider.trim() === '' ? t('sources.needProvider') : null,
    basis: isThird && draft.basis.trim() === '' ? t('sources.needBasis') : null,
    obtainedOn: draft.obtainedOn.trim() === '' || DATE.test(draft.obtainedOn.trim()) ? null : t('sources.needDate'),
  };
  const save = useMutation({
    mutationFn: () => requestSource(draft.source.trim(), bodyOf(draft, source)),
    onSuccess: async () => {
      drop();
      await queryClient.invalidateQueries({ queryKey: ['sources'] });
      await queryClient.invalidateQueries({ queryKey: ['customers', 'values'] });
      onClose();
    },
  });
  const said = faultsByField(save.error);
  const faultOf = (field: keyof typeof faults): string | null => said.get(field) ?? (wasSent ? faults[field] : null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (Object.values(faults).every((fault) => fault === null) && !save.isPending) {
      save.mutate();
    }
  };
  const typed = (field: keyof Draft) => ({
    value: draft[field],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      set({ ...draft, [field]: event.target.value }),
  });
  return (
    <Panel label={t('sources.new')} onClose={onClose}>
      <form ref={form} className="entry-form" onSubmit={submit} noValidate>
        <h2>{t('sources.new')}</h2>
        <Entry label={t('sources.source')} note={t('sources.sourceNote')} fault={faultOf('source')}>
          <Input {...typed('source')} disabled={source !== null} maxLength={100} />
        </Entry>
        <Entry label={t('sources.label')}>
          <Input {...typed('label')} maxLength={100} placeholder={t('sources.labelHint')} />
        </Entry>
        <Entry label={t('sources.kind')} note={t(`sources.kindNotes.${draft.kind}`)}>
          <Select
            value={draft.kind}
            options={(['own', 'third_party'] as const).map((kind) => ({
              value: kind,
              label: t(`sources.kinds.${kind}`),
            }))}
            onChange={(kind) => set({ ...draft, kind })}
          />
        </Entry>
        <Entry label={t('sources.provider')} fault={faultOf('provider')}>
          <Input {...typed('provider')} maxLength={300} />
        </Entry>
        <Entry label={t('sources.basis')} fault={faultOf('basis')}>
          <Input {...typed('basis')} maxLength={300} placeholder={t('sources.basisHint')} />
        </Entry>
        <div className="entry-pair">
          <Entry label={t('sources.obtainedOn')} fault={faultOf('obtainedOn')}>
            <Input {...typed('obtainedOn')} maxLength={10} placeholder="2026-11-22" />
          </Entry>
          <Entry label={t('sources.contact')}>
            <Input {...typed('contact')} maxLength={300} />
          </Entry>
        </div>
        <Entry label={t('sources.note')}>
          <Input.TextArea {...typed('note')} maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Entry>
        <div className="entry-foot">
          <FormFault error={save.error} placed={said.size} />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('sources.save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
