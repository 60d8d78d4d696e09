import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatMoney, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import type { GridColumn } from '../../ui/grid/columns.ts';
import { Panel } from '../../ui/panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { PeopleGrid } from '../customers/people-grid.tsx';
import type { RfmMap } from './api.ts';
import { GroupMark } from './group-mark.tsx';
import './insight.css';
import { type RfmPerson, rfmPeopleQuery } from './rfm-api.ts';
import { SaveAsSegment } from './save-as-segment.tsx';

interface RfmPeopleProps {
  readonly map: RfmMap;
  readonly square: { readonly r: number; readonly f: number };
  readonly search: { readonly asOf?: string; readonly currency?: string };
  readonly onClose: () => void;
}

const idOf = (person: RfmPerson): string => person.customerId;

function useColumns(currency: string): readonly GridColumn<RfmPerson>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  return useMemo(() => {
    return [
      {
        id: 'recency',
        header: t('customers.recency'),
        width: 108,
        isNumber: true,
        cell: (person) => (person.recencyDays === null ? '—' : t('customers.days', { count: person.recencyDays })),
      },
      {
        id: 'frequency',
        header: t('customers.frequency'),
        width: 84,
        isNumber: true,
        cell: (person) => formatNumber(person.frequency, locale),
      },
      {
        id: 'monetary',
        header: t('customers.monetary'),
        width: 116,
        isNumber: true,
        cell: (person) => formatMoney(person.monetaryMinor, { currency, locale }),
      },
    ];
  }, [t, locale, currency]);
}

/** The people of one square of the map, to be looked at, opened in the list, or kept as a segment. */
export function RfmPeople({ map, square, search, onClose }: RfmPeopleProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const may = useMay();
  const columns = useColumns(map.currency);
  const query = useInfiniteQuery(rfmPeopleQuery(square, search));
  const total = query.data?.pages[0]?.total ?? null;
  const cell = map.cells.find(({ r, f }) => r === square.r && f === square.f);
  const group = map.groups.find((one) => one.group === cell?.group);
  const name = t('rfm.cell', square);
  const facts = useCallback(
    (person: RfmPerson) => (
      <>
        <span className="figures">{formatMoney(person.monetaryMinor, { currency: map.currency, locale })}</span>
        <span className="quiet small figures">{t('rfm.meanTimes', { times: person.frequency })}</span>
      </>
    ),
    [t, locale, map.currency],
  );
  return (
    <Panel label={t('seeing.squarePeople')} onClose={onClose}>
      <div className="people">
        <header className="people-head figures">
          <h2>{name}</h2>
          <span className="people-figure">{total === null ? '—' : t('common.people', { count: total })}</span>
          {cell === undefined ? null : <GroupMark group={cell.group} />}
          {group === undefined ? null : <p className="quiet">{group.action[locale]}</p>}
          {may('customers.read') ? (
            <Link to="/customers" search={{ ...search, ...square }}>
              {t('seeing.squareOpen')}
            </Link>
          ) : null}
        </header>
        <PeopleGrid
          label={t('seeing.squarePeople')}
          query={query}
          idOf={idOf}
          columns={columns}
          facts={facts}
          empty={<Empty icon="people" title={t('seeing.nobody')} body={t('seeing.nobodyBody')} />}
          onClose={onClose}
        />
        {total !== null && total > 0 && may('segments.write') ? (
          <SaveAsSegment
            key={name}
            place={square}
            usualName={group === undefined ? name : `${t(`groups.${group.group}`)} R${square.r} F${square.f}`}
            day={search.asOf}
          />
        ) : null}
      </div>
    </Panel>
  );
}
