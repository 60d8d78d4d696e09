import { useRouter } from '@tanstack/react-router';
import type { OrderTotals } from '@zhike/server/contracts';
import { Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { createContext, type MouseEvent, type ReactNode, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import type { GridColumn } from '../../ui/grid/columns.ts';
import { MiddleText } from '../../ui/parts.tsx';
import { NamedGroupMark } from '../insight/group-mark.tsx';
import type { Field } from '../people/api.ts';
import type { Rights } from './api.ts';
import { calledBy } from './called.ts';
import { type CustomerRow, mainTotals } from './customer-row.ts';

/** Nothing there, in the colour of things that are not there. */
const NOTHING = <span className="quiet">—</span>;
const PENDING = <span className="cell-pending" aria-hidden="true" />;

function given(value: string | null | undefined, max: number): ReactNode {
  return value === null || value === undefined ? NOTHING : <MiddleText text={value} max={max} />;
}

interface CustomerNameProps {
  readonly row: Pick<CustomerRow, 'id' | 'name' | 'account' | 'phone' | 'email'>;
  /** For somebody of whom nothing is known to call him by. */
  readonly unnamed: string;
}

/**
 * Whom a row is about: the name, or what else is known to call him by. A plain link that the router follows: its own
 * would watch every change of place from each row.
 */
export function CustomerName({ row, unnamed }: CustomerNameProps) {
  const router = useRouter();
  const follow = (event: MouseEvent): void => {
    // Another tab or window is the browser's work.
    if (!event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void router.navigate({ to: '/customers/$customerId', params: { customerId: row.id } });
    }
  };
  return (
    <a className="customer-name" href={`/customers/${row.id}`} tabIndex={-1} onClick={follow}>
      <MiddleText text={calledBy(row, unnamed)} max={16} />
    </a>
  );
}

/** Sales in the main currency; the others on hover. */
export function SalesTotal({ totals, t }: { readonly totals: readonly OrderTotals[]; readonly t: TFunction }) {
  const main = mainTotals(totals);
  const locale = currentLocale();
  if (main === null) {
    return NOTHING;
  }
  const money = (total: OrderTotals): string => formatMoney(total.salesMinor, { currency: total.currency, locale });
  return totals.length === 1 ? (
    <span>{money(main)}</span>
  ) : (
    <Tooltip title={totals.map(money).join(' · ')}>
      <span aria-label={t('customers.moreCurrencies', { count: totals.length - 1 })}>{money(main)} +</span>
    </Tooltip>
  );
}

function fromTotals(row: CustomerRow, show: (totals: readonly OrderTotals[]) => ReactNode): ReactNode {
  return row.totals === undefined ? PENDING : show(row.totals);
}

const orderCount = (totals: readonly OrderTotals[]): number => totals.reduce((sum, total) => sum + total.orders, 0);

/** The newest order in any currency, as an instant. */
export function lastOrderAt(totals: readonly OrderTotals[]): string | null {
  return totals.reduce<string | null>(
    (last, { lastOrderAt: at }) => (at !== null && (last === null || at > last) ? at : last),
    null,
  );
}

/** Which rows are picked, and how one is. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
}

/** What is picked, for the cells that show it: picking somebody draws no row anew but for its mark. */
export const SelectionContext = createContext<Selection | null>(null);

function NameCell({ row, t }: { readonly row: CustomerRow; readonly t: TFunction }) {
  const selection = useContext(SelectionContext);
  const unnamed = t('customers.unnamed');
  return (
    <span className="name-cell">
      {selection === null ? null : (
        <input
          type="checkbox"
          className="row-check"
          tabIndex={-1}
          aria-label={t('people.select', { name: calledBy(row, unnamed) })}
          checked={selection.ids.has(row.id)}
          onChange={() => selection.onToggle(row.id)}
        />
      )}
      <CustomerName row={row} unnamed={unnamed} />
    </span>
  );
}

function RowTags({ tags }: { readonly tags: CustomerRow['tags'] }) {
  return tags.length === 0 ? (
    NOTHING
  ) : (
    <span className="row-tags" title={tags.map(({ name }) => name).join(' · ')}>
      {tags.map(({ id, name }) => (
        <span key={id} className="row-tag">
          {name}
        </span>
      ))}
    </span>
  );
}

/** The id of the column of a field; its key stands behind the colon. */
export const fieldColumnId = (key: string): string => `field:${key}`;

function fieldColumns(fields: readonly Field[], locale: 'zh-CN' | 'en'): GridColumn<CustomerRow>[] {
  return fields.map((field) => ({
    id: fieldColumnId(field.key),
    header: field.label[locale],
    width: 128,
    isNumber: field.type === 'number',
    isHiddenAtFirst: true,
    cell: (row) => given(row.fields[field.key], 16),
  }));
}

/** Columns of the customer list: of all customers, or of people found on the RFM map. */
export function useCustomerColumns(o: {
  readonly isScored: boolean;
  readonly rights: Rights;
  readonly currency: string | null;
  readonly fields: readonly Field[];
}): readonly GridColumn<CustomerRow>[] {
  const { t, i18n } = useTranslation();
  const { isScored, currency, fields } = o;
  const { orders, scores } = o.rights;
  const locale = i18n.resolvedLanguage === 'en' ? 'en' : 'zh-CN';
  return useMemo(() => {
    const name: GridColumn<CustomerRow> = {
      id: 'name',
      header: t('customers.name'),
      width: 152,
      grow: 2,
      cell: (row) => <NameCell row={row} t={t} />,
    };
    const account: GridColumn<CustomerRow> = {
      id: 'account',
      header: t('customers.account'),
      width: 80,
      grow: 1,
      cell: (row) => given(row.account, 10),
    };
    const orderColumns: GridColumn<CustomerRow>[] = [
      {
        id: 'orders',
        header: t('customers.orders'),
        width: 60,
        isNumber: true,
        cell: (row) => fromTotals(row, (totals) => formatNumber(orderCount(totals), locale)),
      },
      {
        id: 'sales',
        header: t('customers.sales'),
        width: 128,
        isNumber: true,
        cell: (row) => fromTotals(row, (totals) => <SalesTotal totals={totals} t={t} />),
      },
      {
        id: 'last-order',
        header: t('customers.lastOrder'),
        width: 100,
        isNumber: true,
        cell: (row) =>
          fromTotals(row, (totals) => {
            const at = lastOrderAt(totals);
            return at === null ? NOTHING : formatDate(at);
          }),
      },
    ];
    const group: GridColumn<CustomerRow> = {
      id: 'group',
      header: t('customers.group'),
      width: locale === 'en' ? 180 : 148,
      cell: (row) =>
        row.score === undefined ? (
          PENDING
        ) : row.score === null ? (
          NOTHING
        ) : (
          <NamedGroupMark group={row.score.group} name={t(`groups.${row.score.group}`)} />
        ),
    };
    if (isScored) {
      return [
        name,
        account,
        group,
        {
          id: 'score',
          header: t('customers.score'),
          width: 88,
          isNumber: true,
          cell: (row) => (row.score ? `${row.score.r}-${row.score.f}-${row.score.m}` : NOTHING),
        },
        {
          id: 'recency',
          header: t('customers.recency'),
          width: 112,
          isNumber: true,
          cell: (row) =>
            row.score?.recencyDays === null || row.score?.recencyDays === undefined
              ? NOTHING
              : t('customers.days', { count: row.score.recencyDays }),
        },
        {
          id: 'frequency',
          header: t('customers.frequency'),
          width: 96,
          isNumber: true,
          cell: (row) => (row.score ? formatNumber(row.score.frequency, locale) : NOTHING),
        },
        {
          id: 'monetary',
          header: t('customers.monetary'),
          width: 128,
          isNumber: true,
          cell: (row) =>
            row.score && currency !== null ? formatMoney(row.score.monetaryMinor, { currency, locale }) : NOTHING,
        },
        ...(orders ? orderColumns.map((column) => ({ ...column, isHiddenAtFirst: column.id !== 'last-order' })) : []),
      ];
    }
    return [
      name,
      { id: 'phone', header: t('customers.phone'), width: 116, cell: (row) => given(row.phone, 14) },
      { id: 'email', header: t('customers.email'), width: 142, grow: 1, cell: (row) => given(row.email, 14) },
      account,
      { id: 'region', header: t('customers.region'), width: 118, grow: 1, cell: (row) => given(row.region, 14) },
      ...(orders ? orderColumns : []),
      ...(scores ? [group] : []),
      {
        id: 'created',
        header: t('customers.created'),
        width: 100,
        isNumber: true,
        cell: (row) => (row.createdAt === null ? NOTHING : formatDate(row.createdAt)),
      },
      {
        id: 'tags',
        header: t('people.tags'),
        width: 148,
        isHiddenAtFirst: true,
        cell: (row) => <RowTags tags={row.tags} />,
      },
      ...fieldColumns(fields, locale),
    ];
  }, [t, locale, isScored, currency, orders, scores, fields]);
}
