import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { metricQuery } from '../insight/metric-api.ts';
import type { DimensionName, PivotFields } from './api.ts';
import { MOST, type PivotAsk, type Where } from './ask.ts';

interface FiltersProps {
  readonly ask: PivotAsk;
  readonly dates: { readonly from: string; readonly to: string; readonly asOf: string } | null;
  readonly dimensions: PivotFields['dimensions'];
  /** What all measures can be narrowed by. */
  readonly open: ReadonlySet<DimensionName>;
  readonly onChange: (where: Where | undefined) => void;
}

interface FilterProps extends Pick<FiltersProps, 'ask' | 'dates'> {
  readonly dimension: PivotFields['dimensions'][number];
  readonly values: readonly string[];
  readonly onValues: (values: readonly string[]) => void;
  readonly onRemove: () => void;
}

/** One dimension with the values that count. */
function Filter({ ask, dates, dimension, values, onValues, onRemove }: FilterProps) {
  const { t } = useTranslation();
  const id = useId();
  const metric = ask.measures[0] ?? 'orders';
  const known = useQuery({
    ...metricQuery(metric, { ...dates, by: [dimension.name] }),
    enabled: dates !== null,
  }).data;
  const labels = new Map([
    ...dimension.values.map(({ value, label }) => [value, label] as const),
    ...(known?.rows ?? []).map(({ key, label }) => [key[dimension.name] ?? '', label[dimension.name] ?? ''] as const),
  ]);
  const all = [...new Set([...labels.keys(), ...values])];
  return (
    <div className="form-field pivot-filter">
      <label htmlFor={id}>{t('pivots.only', { what: dimension.label })}</label>
      <div className="pivot-filter-row">
        <Select<string[]>
          id={id}
          mode="multiple"
          maxCount={MOST.values}
          optionFilterProp="label"
          placeholder={t('pivots.anyValue')}
          loading={known === undefined}
          value={[...values]}
          onChange={onValues}
          options={all.map((value) => ({ value, label: labels.get(value) ?? value }))}
        />
        <button
          type="button"
          className="icon-button"
          aria-label={t('common.remove', { what: dimension.label })}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      </div>
    </div>
  );
}

/** What the figures are narrowed to. One that was just added narrows nothing until a value is chosen. */
export function Filters({ ask, dates, dimensions, open, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const { where = {} } = ask;
  const [added, setAdded] = useState<readonly DimensionName[]>([]);
  const set = (name: DimensionName, values: readonly string[]): void => {
    const others = Object.entries(where).filter(([known]) => known !== name);
    const next = values.length === 0 ? others : [...others, [name, values] as const];
    onChange(next.length === 0 ? undefined : Object.fromEntries(next));
  };
  const isUsed = (name: DimensionName): boolean => where[name] !== undefined || added.includes(name);
  const free = dimensions.filter(({ name }) => !isUsed(name) && open.has(name));
  return (
    <>
      {dimensions
        .filter(({ name }) => isUsed(name))
        .map((dimension) => (
          <Filter
            key={dimension.name}
            ask={ask}
            dates={dates}
            dimension={dimension}
            values={where[dimension.name] ?? []}
            onValues={(values) => {
              setAdded([...added.filter((name) => name !== dimension.name), dimension.name]);
              set(dimension.name, values);
            }}
            onRemove={() => {
              setAdded(added.filter((name) => name !== dimension.name));
              set(dimension.name, []);
            }}
          />
        ))}
      <Menu
        label={t('pivots.addFilter')}
        className="pivot-add"
        items={free.map(({ name, label }) => ({
          key: name,
          label,
          onChoose: () => setAdded([...added, name]),
        }))}
      >
        <Icon name="add" />
        <span>{t('pivots.addFilter')}</span>
      </Menu>
    </>
  );
}
