import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type CustomerField, FIELD_GROUPS, FIELD_TYPES, SENSITIVITIES } from '@zhike/server/contracts';
import { AutoComplete, Button, Checkbox, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type FieldBody, requestField, requestFieldChange } from './api.ts';
import { Entry } from './entry.tsx';
import { faultsByField } from './faults.ts';
import { FormFault } from './form-fault.tsx';
import { useDraft } from './use-draft.ts';
import { useFirstFocus } from './use-first-focus.ts';

interface Draft {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly type: CustomerField['type'];
  readonly group: string;
  readonly options: readonly OptionDraft[];
  readonly openOptions: boolean;
  readonly unit: string;
  readonly sensitivity: CustomerField['sensitivity'];
  readonly purpose: string;
  readonly source: string;
  readonly updateCycleDays: string;
}

interface OptionDraft {
  /** Of one that is stored already; it stays. */
  readonly value: string | null;
  readonly zh: string;
  readonly en: string;
}

const NEW: Draft = {
  key: '',
  zh: '',
  en: '',
  type: 'text',
  group: 'basic',
  options: [{ value: null, zh: '', en: '' }],
  openOptions: false,
  unit: '',
  sensitivity: 'open',
  purpose: '',
  source: '',
  updateCycleDays: '',
};

function draftOf(field: CustomerField): Draft {
  const locale = currentLocale();
  return {
    key: field.key,
    zh: field.label['zh-CN'],
    en: field.label.en,
    type: field.type,
    group: FIELD_GROUPS[field.group]?.[locale] ?? field.group,
    options: field.options.map(({ value, label }) => ({ value, zh: label['zh-CN'], en: label.en })),
    openOptions: field.openOptions,
    unit: field.unit ?? '',
    sensitivity: field.sensitivity,
    purpose: field.purpose?.[locale] ?? '',
    source: field.source?.[locale] ?? '',
    updateCycleDays: field.updateCycleDays === null ? '' : String(field.updateCycleDays),
  };
}

const hasOptions = (type: CustomerField['type']): boolean => type === 'choice' || type === 'choices';

/** A note in one language stands for both; one that was not touched keeps both. */
function note(text: string, before: { readonly 'zh-CN': string; readonly en: string } | null | undefined) {
  const trimmed = text.trim();
  if (trimmed === '') {
    return null;
  }
  return before?.[currentLocale()] === trimmed ? { ...before } : { 'zh-CN': trimmed, en: trimmed };
}

/** A known heading by its name in either language, else the heading itself. */
function groupKey(text: string): string {
  const trimmed = text.trim();
  const known = Object.entries(FIELD_GROUPS).find(([, label]) => label['zh-CN'] === trimmed || label.en === trimmed);
  return known?.[0] ?? (trimmed === '' ? 'basic' : trimmed);
}

function bodyOf(draft: Draft, before: CustomerField | null): FieldBody {
  const days = Number(draft.updateCycleDays);
  return {
    ...(draft.key.trim() === '' ? {} : { key: draft.key.trim() }),
    type: draft.type,
    label: { 'zh-CN': draft.zh.trim(), en: draft.en.trim() },
    group: groupKey(draft.group),
    options: hasOptions(draft.type)
      ? draft.options
          .filter((option) => option.zh.trim() !== '' || option.en.trim() !== '')
          .map(({ value, zh, en }) => ({
            ...(value === null ? {} : { value }),
            label: { 'zh-CN': zh.trim(), en: en.trim() },
          }))
      : [],
    openOptions: hasOptions(draft.type) && draft.openOptions,
    unit: draft.type === 'number' && draft.unit.trim() !== '' ? draft.unit.trim() : null,
    sensitivity: draft.sensitivity,
    purpose: note(draft.purpose, before?.purpose),
    source: note(draft.source, before?.source),
    updateCycleDays: draft.updateCycleDays.trim() === '' ? null : days,
  };
}

interface FieldFormProps {
  /** Null for a new one. */
  readonly field: CustomerField | null;
  readonly onClose: () => void;
  readonly onSaved: (field: CustomerField) => void;
}

/** Defining a field, or changing what may change of it. */
export function FieldForm({ field, onClose, onSaved }: FieldFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { draft, set, drop } = useDraft(`field:${field?.key ?? ''}`, field === null ? NEW : draftOf(field));
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const form = useFirstFocus();
  const days = draft.updateCycleDays.trim();
  const faults = {
    label: draft.zh.trim() === '' && draft.en.trim() === '' ? t('fields.needLabel') : null,
    days:
      days === '' || (/^\d+$/u.test(days) && Number(days) > 0 && Number(days) <= 3650) ? null : t('fields.needDays'),
    options:
      hasOptions(draft.type) && draft.options.every((option) => option.zh.trim() === '' && option.en.trim() === '')
        ? t('fields.needOptions')
        : null,
  };
  const save = useMutation({
    mutationFn: () => {
      const body = bodyOf(draft, field);
      return field === null ? requestField(body, key) : requestFieldChange(field.key, body);
    },
    onSuccess: async (saved) => {
      drop();
      // Forms, lists, imports and profiles draw from the registry: all of them ask again.
      await queryClient.invalidateQueries({ queryKey: ['customers'] });
      await queryClient.invalidateQueries({ queryKey: ['intake'] });
      onSaved(saved);
    },
  });
  const said = faultsByField(save.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (Object.values(faults).every((fault) => fault === null) && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Panel label={field === null ? t('fields.new') : t('fields.edit')} onClose={onClose}>
      <form ref={form} className="entry-form" onSubmit={submit} noValidate>
        <h2>{field === null ? t('fields.new') : t('fields.edit')}</h2>
        <div className="entry-pair">
          <Entry label={t('fields.labelZh')} fault={wasSent ? faults.label : null}>
            <Input
              value={draft.zh}
              maxLength={60}
              placeholder={t('fields.labelHint')}
              onChange={(event) => set({ ...draft, zh: event.target.value })}
            />
          </Entry>
          <Entry label={t('fields.labelEn')} note={t('fields.labelEnNote')}>
            <Input value={draft.en} maxLength={60} onChange={(event) => set({ ...draft, en: event.target.value })} />
          </Entry>
        </div>
        <div className="entry-pair">
          <Entry label={t('fields.type')} note={field === null ? t('fields.typeNote') : t('fields.typeFixed')}>
            <Select
              value={draft.type}
              disabled={field !== null}
              options={FIELD_TYPES.map((type) => ({ value: type, label: t(`fields.types.${type}`) }))}
              onChange={(type) => set({ ...draft, type })}
            />
          </Entry>
          <Entry label={t('fields.key')} note={t('fields.keyNote')} fault={said.get('key') ?? null}>
            <Input
              value={draft.key}
              disabled={field !== null}
              maxLength={40}
              placeholder={t('fields.keyHint')}
              onChange={(event) => set({ ...draft, key: event.target.value })}
            />
          </Entry>
        </div>
        {hasOptions(draft.type) ? (
          <Options draft={draft} onDraft={set} fault={said.get('options') ?? (wasSent ? faults.options : null)} />
        ) : null}
        {draft.type === 'number' ? (
          <Entry label={t('fields.unit')}>
            <Input
              value={draft.unit}
              maxLength={12}
              placeholder="cm"
              onChange={(event) => set({ ...draft, unit: event.target.value })}
            />
          </Entry>
        ) : null}
        <Entry label={t('fields.group')} note={t('fields.groupNote')}>
          <AutoComplete
            value={draft.group === 'basic' ? (FIELD_GROUPS['basic']?.[currentLocale()] ?? '') : draft.group}
            options={Object.values(FIELD_GROUPS).map((label) => ({ value: label[currentLocale()] }))}
            onChange={(group: string) => set({ ...draft, group })}
          />
        </Entry>
        <Entry label={t('fields.sensitivity')} note={t(`fields.sensitivityNotes.${draft.sensitivity}`)}>
          <Select
            value={draft.sensitivity}
            options={SENSITIVITIES.map((level) => ({ value: level, label: t(`fields.sensitivities.${level}`) }))}
            onChange={(sensitivity) => set({ ...draft, sensitivity })}
          />
        </Entry>
        <Entry label={t('fields.purpose')}>
          <Input
            value={draft.purpose}
            maxLength={200}
            placeholder={t('fields.purposeHint')}
            onChange={(event) => set({ ...draft, purpose: event.target.value })}
          />
        </Entry>
        <div className="entry-pair">
          <Entry label={t('fields.source')}>
            <Input
              value={draft.source}
              maxLength={200}
              placeholder={t('fields.sourceHint')}
              onChange={(event) => set({ ...draft, source: event.target.value })}
            />
          </Entry>
          <Entry label={t('fields.cycle')} fault={wasSent ? faults.days : null} note={t('fields.cycleNote')}>
            <Input
              value={draft.updateCycleDays}
              inputMode="numeric"
              suffix={t('fields.days')}
              onChange={(event) => set({ ...draft, updateCycleDays: event.target.value })}
            />
          </Entry>
        </div>
        <div className="entry-foot">
          <FormFault error={save.error} placed={said.size} />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {field === null ? t('fields.create') : t('fields.save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface OptionsProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly fault: string | null;
}

/** Options in their order; those that values may stand for already can be renamed, not taken away. */
function Options({ draft, onDraft, fault }: OptionsProps) {
  const { t } = useTranslation();
  const change = (at: number, option: OptionDraft): void =>
    onDraft({ ...draft, options: draft.options.map((each, index) => (index === at ? option : each)) });
  return (
    <fieldset className="entry-set">
      <legend>{t('fields.options')}</legend>
      <div className="entry-options">
        {draft.options.map((option, index) => (
          <div className="entry-option" key={index}>
            <Input
              aria-label={t('fields.optionZh', { number: index + 1 })}
              placeholder={t('fields.optionZhHint')}
              value={option.zh}
              maxLength={60}
              onChange={(event) => change(index, { ...option, zh: event.target.value })}
            />
            <Input
              aria-label={t('fields.optionEn', { number: index + 1 })}
              placeholder={t('fields.optionEnHint')}
              value={option.en}
              maxLength={60}
              onChange={(event) => change(index, { ...option, en: event.target.value })}
            />
            {option.value === null && draft.options.length > 1 ? (
              <button
                type="button"
                className="icon-button"
                aria-label={t('fields.optionRemove', { number: index + 1 })}
                onClick={() => onDraft({ ...draft, options: draft.options.filter((_, at) => at !== index) })}
              >
                <Icon name="close" size={13} />
              </button>
            ) : (
              <span />
            )}
          </div>
        ))}
      </div>
      <p className="field-fault" aria-live="polite">
        {fault}
      </p>
      <div>
        <Button
          size="small"
          onClick={() => onDraft({ ...draft, options: [...draft.options, { value: null, zh: '', en: '' }] })}
        >
          {t('fields.optionAdd')}
        </Button>
      </div>
      <Checkbox
        checked={draft.openOptions}
        onChange={(event) => onDraft({ ...draft, openOptions: event.target.checked })}
      >
        {t('fields.openOptions')}
      </Checkbox>
    </fieldset>
  );
}
