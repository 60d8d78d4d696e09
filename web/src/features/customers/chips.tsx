import { useTranslation } from 'react-i18next';
import type { CustomersSearch } from '../../app/search-params.ts';
import { formatDate } from '../../i18n/format.ts';
import { FilterChip } from '../../ui/parts.tsx';
import type { FieldFilter } from '../people/field-filter.ts';
import { PeopleChips } from '../people/filter-bar.tsx';
import { isScoredFilter } from './api.ts';

interface ChipsProps {
  readonly search: CustomersSearch;
  readonly fieldFilters: readonly FieldFilter[];
  readonly onClear: (keys: readonly (keyof CustomersSearch)[]) => void;
  readonly onClearField: (key: string) => void;
}

/** What the list is narrowed to, each with a cross. */
export function Chips({ search, fieldFilters, onClear, onClearField }: ChipsProps) {
  const { t } = useTranslation();
  const { source, group, r, f, asOf, currency, qualityMin, qualityMax, fault, heardBefore } = search;
  const hasCell = r !== undefined || f !== undefined;
  if (!isNarrowed(search) && fieldFilters.length === 0) {
    return null;
  }
  return (
    <div className="chips">
      {source === undefined ? null : (
        <FilterChip onRemove={() => onClear(['source'])}>{t('customers.chipSource', { source })}</FilterChip>
      )}
      {qualityMin === undefined && qualityMax === undefined ? null : (
        <FilterChip onRemove={() => onClear(['qualityMin', 'qualityMax'])}>
          {t('quality.chipBand', { min: qualityMin ?? 0, max: qualityMax ?? 100 })}
        </FilterChip>
      )}
      {fault === undefined ? null : (
        <FilterChip onRemove={() => onClear(['fault'])}>
          {t('quality.chipFault', { fault: t(`quality.faults.${fault}`) })}
        </FilterChip>
      )}
      {heardBefore === undefined ? null : (
        <FilterChip onRemove={() => onClear(['heardBefore'])}>
          {t('quality.chipHeard', { date: formatDate(heardBefore) })}
        </FilterChip>
      )}
      {isScoredFilter(search) ? null : (
        <PeopleChips search={search} fieldFilters={fieldFilters} onClear={onClear} onClearField={onClearField} />
      )}
      {group === undefined ? null : (
        <FilterChip onRemove={() => onClear(['group'])}>
          {t('customers.chipGroup', { group: t(`groups.${group}`) })}
        </FilterChip>
      )}
      {hasCell ? (
        <FilterChip onRemove={() => onClear(['r', 'f'])}>
          {t('customers.chipCell', { r: r ?? '1–5', f: f ?? '1–5' })}
        </FilterChip>
      ) : null}
      {asOf === undefined ? null : (
        <FilterChip onRemove={() => onClear(['asOf'])}>{t('customers.chipAsOf', { date: asOf })}</FilterChip>
      )}
      {currency === undefined ? null : (
        <FilterChip onRemove={() => onClear(['currency'])}>{t('customers.chipCurrency', { currency })}</FilterChip>
      )}
    </div>
  );
}

/** Whether the address narrows the list to some customers. */
export function isNarrowed(search: CustomersSearch): boolean {
  const { source, tag, status, prospectStatus, region, qualityMin, qualityMax, fault, heardBefore } = search;
  const own = [source, tag, status, prospectStatus, region, qualityMin, qualityMax, fault, heardBefore];
  return isScoredFilter(search) || own.some((value) => value !== undefined);
}
