import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { type GivenOrganisation, type OrganisationRow, requestOrganisation, requestOrganisationChange } from './api.ts';
import './people.css';

const TEXTS = ['website', 'industry', 'region', 'size', 'taxCode', 'owner', 'address'] as const;
const AREAS = ['mainProducts', 'note'] as const;
const WORDS = ['supplies', 'buys'] as const;
type Key = 'name' | (typeof TEXTS)[number] | (typeof AREAS)[number] | (typeof WORDS)[number];
type Form = Readonly<Record<Key, string>>;

const WEBSITE = /^(?:https?:\/\/)?[^\s/@]+\.[^\s/@]+(?:\/\S*)?$/iu;

interface OrganisationDialogProps {
  /** Absent for a new one. */
  readonly organisation?: OrganisationRow;
  readonly onClose: () => void;
  readonly onSaved: (organisation: OrganisationRow) => void;
}

/** What is kept about a company. */
export function OrganisationDialog({ organisation, onClose, onSaved }: OrganisationDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<Form>(() => formOf(organisation));
  const [wasSent, setSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const faults: Partial<Record<Key, string>> = {
    ...(form.name.trim() === '' ? { name: t('people.orgNameMissing') } : {}),
    ...(form.website.trim() === '' || WEBSITE.test(form.website.trim()) ? {} : { website: t('people.websiteInvalid') }),
  };
  const save = useMutation({
    mutationFn: () =>
      organisation === undefined
        ? requestOrganisation(bodyOf(form), key)
        : requestOrganisationChange(organisation.id, bodyOf(form)),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: ['people'] });
      onClose();
      onSaved(saved);
    },
  });
  const labels: Readonly<Record<Key, string>> = {
    name: t('people.orgName'),
    website: t('people.website'),
    industry: t('people.industry'),
    region: t('people.region'),
    size: t('people.size'),
    taxCode: t('people.taxCode'),
    owner: t('people.owner'),
    address: t('people.address'),
    mainProducts: t('people.mainProducts'),
    supplies: t('relations.supplies'),
    buys: t('relations.buys'),
    note: t('people.orgNote'),
  };
  const field = (name: Key) => (
    <TextField
      key={name}
      label={labels[name]}
      value={form[name]}
      isLong={AREAS.some((area) => area === name)}
      fault={wasSent ? (faults[name] ?? null) : null}
      onChange={(value) => setForm({ ...form, [name]: value })}
    />
  );
  return (
    <Dialog label={t(organisation === undefined ? 'people.orgNew' : 'people.orgEdit')} onClose={onClose}>
      <form
        className="dialog-content"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setSent(true);
          if (Object.keys(faults).length === 0 && !save.isPending) {
            save.mutate();
          }
        }}
      >
        {field('name')}
        <div className="form-pair">{TEXTS.map(field)}</div>
        <div className="form-pair">{WORDS.map(field)}</div>
        <p className="quiet small">{t('relations.wordsHint')}</p>
        {AREAS.map(field)}
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t(organisation === undefined ? 'people.orgCreate' : 'people.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function formOf(organisation: OrganisationRow | undefined): Form {
  const text = (key: Exclude<Key, (typeof WORDS)[number]>): string => organisation?.[key] ?? '';
  const words = (key: (typeof WORDS)[number]): string => (organisation?.[key] ?? []).join('、');
  return {
    name: text('name'),
    website: text('website'),
    industry: text('industry'),
    region: text('region'),
    size: text('size'),
    taxCode: text('taxCode'),
    owner: text('owner'),
    address: text('address'),
    mainProducts: text('mainProducts'),
    supplies: words('supplies'),
    buys: words('buys'),
    note: text('note'),
  };
}

/** Empty texts mean that there is nothing. */
function bodyOf({ name, supplies, buys, ...others }: Form): GivenOrganisation {
  const rest = Object.fromEntries(
    Object.entries(others).map(([key, value]) => [key, value.trim() === '' ? null : value.trim()]),
  );
  return { name: name.trim(), ...rest, supplies: wordsOf(supplies), buys: wordsOf(buys) };
}

/** Words with commas of either language between them, each once. */
function wordsOf(text: string): string[] {
  return [...new Set(text.split(/[,，、;；\n]/u).map((word) => word.trim()))].filter((word) => word !== '');
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly fault: string | null;
  readonly isLong?: boolean;
  readonly hint?: string;
  readonly onChange: (value: string) => void;
}

/** A label, its field, and what is wrong with it. */
export function TextField({ label, value, fault, isLong = false, hint, onChange }: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    value,
    ...(hint === undefined ? {} : { placeholder: hint }),
    'aria-describedby': `${id}-fault`,
    ...(fault === null ? {} : { 'aria-invalid': true, status: 'error' as const }),
  };
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      {isLong ? (
        <Input.TextArea
          {...shared}
          autoSize={{ minRows: 2, maxRows: 8 }}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <Input {...shared} onChange={(event) => onChange(event.target.value)} />
      )}
      <p className="field-fault" id={`${id}-fault`} aria-live="polite">
        {fault}
      </p>
    </div>
  );
}
