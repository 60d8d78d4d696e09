import { ORDER_STATUSES, type OrderStatus, type Shop } from '@zhike/server/contracts';
import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrdersSearch } from '../../app/orders-search.ts';
import { useIsNarrow } from '../../theme/appearance.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useKeys } from '../../ui/keys/keys.ts';

interface FiltersProps {
  readonly search: OrdersSearch;
  readonly shops: readonly Shop[];
  readonly onChange: (search: OrdersSearch) => void;
}

/** The search without empty values. */
function kept(search: { readonly [Key in keyof OrdersSearch]: OrdersSearch[Key] | undefined }): OrdersSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));
}

/** How the number begins; looked for a moment after the last key. `/` puts the cursor in it. */
function NumberField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setDraft(value);
  }
  useEffect(() => {
    const timer = draft.trim() === value ? null : window.setTimeout(() => onChange(draft.trim()), 250);
    return () => window.clearTimeout(timer ?? undefined);
  }, [draft, value, onChange]);
  useKeys([
    {
      id: 'search',
      keys: '/',
      label: t('keys.search'),
      group: 'page',
      run: () => document.querySelector<HTMLInputElement>('#order-number')?.focus(),
    },
  ]);
  return (
    <Input
      id="order-number"
      className="order-number-field"
      prefix={<Icon name="search" />}
      allowClear
      aria-label={t('orders.search')}
      placeholder={t('orders.searchHint')}
      autoComplete="off"
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
    />
  );
}

/**
 * What the list is narrowed by; all of it lives in the address. On a phone the orders come first: the number stays in
 * sight, the rest opens on a press and says how much of it holds.
 */
export function OrderFilters(props: FiltersProps) {
  const { search, onChange } = props;
  const { t } = useTranslation();
  const isNarrow = useIsNarrow();
  const [isOpen, setIsOpen] = useState(false);
  const { number, ...others } = search;
  const count = Object.keys(others).length;
  return (
    <div className="toolbar order-filters">
      <NumberField value={number ?? ''} onChange={(next) => onChange(kept({ ...search, number: next }))} />
      {isNarrow ? (
        <Button aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {count === 0 ? t('orders.filter') : t('orders.filterCount', { count })}
        </Button>
      ) : null}
      {isNarrow && !isOpen ? null : <Choices {...props} />}
    </div>
  );
}

/** By state, shop and days. */
function Choices({ search, shops, onChange }: FiltersProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        aria-label={t('orders.status')}
        className="order-filter"
        popupMatchSelectWidth={false}
        value={search.status ?? ''}
        options={[
          { value: '', label: t('orders.allStatuses') },
          ...ORDER_STATUSES.map((status) => ({ value: status, label: t(`orders.statuses.${status}`) })),
        ]}
        onChange={(status: OrderStatus | '') =>
          onChange(kept({ ...search, status: status === '' ? undefined : status }))
        }
      />
      {shops.length === 0 ? null : (
        <Select
          aria-label={t('orders.shop')}
          className="order-filter"
          popupMatchSelectWidth={false}
          value={search.shop ?? ''}
          options={[
            { value: '', label: t('orders.allShops') },
            ...shops.map((shop) => ({ value: shop.id, label: shop.name })),
          ]}
          onChange={(shop: string) => onChange(kept({ ...search, shop: shop === '' ? undefined : shop }))}
        />
      )}
      <span className="order-days">
        <span className="quiet">{t('orders.from')}</span>
        <DateField
          label={t('orders.from')}
          value={search.from ?? ''}
          onChange={(from) => onChange(kept({ ...search, from }))}
        />
        <span className="quiet">{t('orders.to')}</span>
        <DateField
          label={t('orders.to')}
          value={search.to ?? ''}
          onChange={(to) => onChange(kept({ ...search, to }))}
        />
      </span>
      {Object.keys(search).length === 0 ? null : (
        <Button type="text" onClick={() => onChange({})}>
          {t('orders.clear')}
        </Button>
      )}
    </>
  );
}
