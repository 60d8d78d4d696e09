import { useQuery } from '@tanstack/react-query';
import { PROSPECT_STATUSES, type ProspectStatus } from '@zhike/server/contracts';
import { Button, Input, Popover, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomersSearch } from '../../app/search-params.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { FilterChip } from '../../ui/parts.tsx';
import { type Field, fieldsQuery, tagsQuery } from './api.ts';
import { type FieldFilter, fieldValue, wordsOfValue } from './field-filter.ts';
import './people.css';

interface AddFilterProps {
  readonly onFilter: (search: CustomersSearch) => void;
  readonly onField: (filter: FieldFilter) => void;
}

const OWN = ['tag', 'status', 'prospectStatus', 'region', 'source'] as const;
type Own = (typeof OWN)[number];
const isOwn = (key: string): key is Own => OWN.some((own) => own === key);

/** Fields that can be compared with one value: all but long texts. */
const isComparable = (field: Field): boolean => field.type !== 'long_text' && !field.archived;

/** A button with a little form: which field, which value. */
export function AddFilter({ onFilter, onField }: AddFilterProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={isOpen}
      onOpenChange={setOpen}
      destroyOnHidden
      content={
        <FilterForm
          onFilter={(search) => {
            onFilter(search);
            setOpen(false);
          }}
          onField={(filter) => {
            onField(filter);
            setOpen(false);
          }}
        />
      }
    >
      <Button>{t('people.addFilter')}</Button>
    </Popover>
  );
}

function useLabel(): (key: Own) => string {
  const { t } = useTranslation();
  const labels: Readonly<Record<Own, string>> = {
    tag: t('people.fTag'),
    status: t('people.fStatus'),
    prospectStatus: t('people.fProspectStatus'),
    region: t('people.fRegion'),
    source: t('people.fSource'),
  };
  return (key) => labels[key];
}

function FilterForm({ onFilter, onField }: AddFilterProps) {
  const { t } = useTranslation();
  const id = useId();
  const locale = currentLocale();
  const labelOf = useLabel();
  const fields = useQuery(fieldsQuery());
  const [key, setKey] = useState<string>('tag');
  const [value, setValue] = useState('');
  const known = (fields.data?.items ?? []).filter((field) => isComparable(field) && field.key !== 'prospectStatus');
  const field = known.find((each) => each.key === key);
  const submit = (): void => {
    if (value === '') {
      return;
    }
    if (field !== undefined) {
      onField({ key: field.key, value: fieldValue(field, value) });
    } else if (isOwn(key)) {
      onFilter({ [key]: value });
    }
  };
  return (
    <form
      className="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label htmlFor={`${id}-key`}>{t('people.filterBy')}</label>
      <Select<string>
        id={`${id}-key`}
        value={key}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(next) => {
          setKey(next);
          setValue('');
        }}
        options={[
          ...OWN.map((own) => ({ value: own as string, label: labelOf(own) })),
          ...known.map((each) => ({ value: each.key, label: each.label[locale] })),
        ]}
      />
      <label htmlFor={`${id}-value`}>{t('people.filterValue')}</label>
      <ValueField id={`${id}-value`} own={isOwn(key) ? key : null} field={field} value={value} onValue={setValue} />
      <Button type="primary" htmlType="submit" disabled={value === ''}>
        {t('people.apply')}
      </Button>
    </form>
  );
}

interface ValueFieldProps {
  readonly id: string;
  readonly own: Own | null;
  readonly field: Field | undefined;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function ValueField({ id, own, field, value, onValue }: ValueFieldProps) {
  const options = useOptions(own, field);
  if (options !== null) {
    return (
      <Select<string>
        id={id}
        showSearch={{ optionFilterProp: 'label' }}
        {...(value === '' ? {} : { value })}
        options={options}
        onChange={onValue}
      />
    );
  }
  return (
    <Input
      id={id}
      value={value}
      type={field?.type === 'number' ? 'number' : field?.type === 'date' ? 'date' : 'text'}
      onChange={(event) => onValue(event.target.value)}
    />
  );
}

function useOptions(own: Own | null, field: Field | undefined): { value: string; label: string }[] | null {
  const { t } = useTranslation();
  const locale = currentLocale();
  const tags = useQuery(tagsQuery());
  if (own === 'tag') {
    return (tags.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  }
  if (own === 'status') {
    return [
      { value: 'prospect', label: t('people.chipProspects') },
      { value: 'customer', label: t('people.chipBuyers') },
    ];
  }
  if (own === 'prospectStatus') {
    return PROSPECT_STATUSES.map((status) => ({ value: status, label: t(`people.prospectStatuses.${status}`) }));
  }
  if (field?.type === 'boolean') {
    return ['true', 'false'].map((value) => ({ value, label: wordsOfValue(value === 'true', { field, locale }) }));
  }
  const hasOptions = field !== undefined && (field.type === 'choice' || field.type === 'choices');
  return hasOptions ? field.options.map(({ value, label }) => ({ value, label: label[locale] })) : null;
}

interface FilterChipsProps {
  readonly search: CustomersSearch;
  readonly fieldFilters: readonly FieldFilter[];
  readonly onClear: (keys: readonly (keyof CustomersSearch)[]) => void;
  readonly onClearField: (key: string) => void;
}

/** The filters that are on, as parts of a sentence. */
export function PeopleChips({ search, fieldFilters, onClear, onClearField }: FilterChipsProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const tags = useQuery({ ...tagsQuery(), enabled: search.tag !== undefined });
  const fields = useQuery({ ...fieldsQuery(), enabled: fieldFilters.length > 0 });
  const { tag, status, prospectStatus, region } = search;
  const tagName = tags.data?.items.find((each) => each.id === tag)?.name ?? '…';
  return (
    <>
      {tag === undefined ? null : (
        <FilterChip onRemove={() => onClear(['tag'])}>{t('people.chipTag', { tag: tagName })}</FilterChip>
      )}
      {status === undefined ? null : (
        <FilterChip onRemove={() => onClear(['status'])}>
          {t(status === 'prospect' ? 'people.chipProspects' : 'people.chipBuyers')}
        </FilterChip>
      )}
      {prospectStatus === undefined ? null : (
        <FilterChip onRemove={() => onClear(['prospectStatus'])}>
          {t('people.chipProspectStatus', { status: t(`people.prospectStatuses.${prospectStatus as ProspectStatus}`) })}
        </FilterChip>
      )}
      {region === undefined ? null : (
        <FilterChip onRemove={() => onClear(['region'])}>{t('people.chipRegion', { region })}</FilterChip>
      )}
      {fieldFilters.map(({ key, value }) => {
        const field = fields.data?.items.find((each) => each.key === key);
        return (
          <FilterChip key={key} onRemove={() => onClearField(key)}>
            {t('people.chipField', {
              field: field?.label[locale] ?? key,
              value: wordsOfValue(value, { field, locale }),
            })}
          </FilterChip>
        );
      })}
    </>
  );
}
