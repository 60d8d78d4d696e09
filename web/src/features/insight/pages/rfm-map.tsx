import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Segmented, Select } from 'antd';
import { memo, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DEPTHS } from '../../../app/search-params.ts';
import { formatDate, formatInstant, formatMoney, formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { useAppearance } from '../../../theme/appearance.tsx';
import { heatOf } from '../../../theme/heat.ts';
import { DateField } from '../../../ui/date-field.tsx';
import { Section } from '../../../ui/page.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../ui/states.tsx';
import { type RfmCell, type RfmMap, rfmMapQuery } from '../api.ts';
import { frequencyWords, limitsOf, SCORES } from '../field.ts';
import { GroupMark } from '../group-mark.tsx';
import { InsightFrame } from '../insight-frame.tsx';
import { RfmField } from '../rfm-field.tsx';
import '../rfm.css';
import { RfmPeople } from '../rfm-people.tsx';
import { addDays } from '../spans.ts';
import { YearSlider } from '../year-slider.tsx';

const route = getRouteApi('/shell/insight/rfm');

type MapSearch = { readonly asOf?: string; readonly currency?: string };

/** What the square under the pointer holds; of the whole map while there is none. */
function Readout({ map, cell }: { readonly map: RfmMap; readonly cell: RfmCell | null }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const total = map.cells.reduce((sum, { monetaryMinor }) => sum + monetaryMinor, 0);
  const facts = cell ?? { customers: map.customers, monetaryMinor: total };
  const group = cell === null ? undefined : map.groups.find((candidate) => candidate.group === cell.group);
  const money = (minor: number): string => formatMoney(minor, { currency: map.currency, locale });
  return (
    <div className="rfm-readout figures" aria-live="polite">
      <div className="rfm-readout-title">
        {cell === null ? (
          <strong>{t('common.all')}</strong>
        ) : (
          <strong>{t('rfm.cell', { r: cell.r, f: cell.f })}</strong>
        )}
        {cell === null ? null : <GroupMark group={cell.group} />}
      </div>
      <dl>
        <div>
          <dt>{t('rfm.people')}</dt>
          <dd>{formatNumber(facts.customers, locale)}</dd>
        </div>
        <div>
          <dt>{t('rfm.share')}</dt>
          <dd>{formatShare(facts.customers / Math.max(1, map.customers), locale)}</dd>
        </div>
        <div>
          <dt>{t('rfm.meanSpend')}</dt>
          <dd>{money(Math.round(facts.monetaryMinor / Math.max(1, facts.customers)))}</dd>
        </div>
        <div>
          <dt>{t('rfm.total')}</dt>
          <dd>{formatMoney(facts.monetaryMinor, { currency: map.currency, locale, whole: true })}</dd>
        </div>
      </dl>
      <p className="quiet">{group === undefined ? t('rfm.groupsNote') : group.action[locale]}</p>
    </div>
  );
}

function Legend() {
  const { t } = useTranslation();
  const { mode } = useAppearance();
  return (
    <span className="rfm-legend small quiet" aria-hidden="true">
      {t('rfm.legendLow')}
      {[0.1, 0.3, 0.5, 0.7, 0.9].map((share) => (
        <i key={share} style={{ background: heatOf(share, mode).background }} />
      ))}
      {t('rfm.legendHigh')}
    </span>
  );
}

/** How many more or fewer people a group has than a month before. */
function Move({ now, before }: { readonly now: number; readonly before: number | undefined }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const moved = now - (before ?? now);
  const text = `${moved > 0 ? '+' : ''}${formatNumber(moved, locale)}`;
  return (
    <span className="rfm-move figures small quiet">
      {/* Its line is there before it is known: nothing moves when it comes. */}
      {before === undefined ? '\u00a0' : moved === 0 ? t('seeing.monthSame') : t('seeing.monthMove', { change: text })}
    </span>
  );
}

const Groups = memo(function Groups({ map, search }: { readonly map: RfmMap; readonly search: MapSearch }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const monthAgo = useQuery(rfmMapQuery({ ...search, asOf: addDays(map.asOf, -30), currency: map.currency }));
  const before = new Map((monthAgo.data?.groups ?? []).map((one) => [one.group, one.customers]));
  return (
    <Section title={t('rfm.groups')} note={t('rfm.groupsNote')}>
      <ul className="rfm-groups">
        {map.groups.map((facts) => (
          <li key={facts.group}>
            <Link to="/customers" search={{ ...search, group: facts.group }}>
              <span className="rfm-group-head">
                <GroupMark group={facts.group} />
                <span className="figures">
                  {formatNumber(facts.customers, locale)}
                  <span className="quiet"> {formatShare(facts.customers / Math.max(1, map.customers), locale)}</span>
                </span>
                <span className="figures rfm-group-money">
                  {formatMoney(facts.monetaryMinor, { currency: map.currency, locale, whole: true })}
                </span>
              </span>
              <Move now={facts.customers} before={before.get(facts.group)} />
              <span className="quiet small">{facts.action[locale]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
});

const Cuts = memo(function Cuts({ map }: { readonly map: RfmMap }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const days = map.cuts.recencyDays.toSorted((a, b) => a - b);
  const number = (value: number): string => formatNumber(value, locale, 1);
  const money = (minor: number): string => formatMoney(Math.round(minor), { currency: map.currency, locale });
  return (
    <Section title={t('rfm.cuts')} note={t('rfm.cutsNote')}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <div className="rfm-cuts" role="group" aria-label={t('rfm.cuts')} tabIndex={0}>
        <table className="plain-table figures">
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">{t('customer.scores')}</span>
              </th>
              {SCORES.map((score) => (
                <th key={score} scope="col">
                  {score}
                </th>
              ))}
              <th scope="col">{t('rfm.mean')}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('customer.r')}</th>
              {SCORES.map((score) => (
                <td key={score}>
                  {score === 1
                    ? t('rfm.cutRLast', { days: number(days[3] ?? 0) })
                    : t('rfm.cutR', { days: number(days[5 - score] ?? 0) })}
                </td>
              ))}
              <td>{t('rfm.meanDays', { days: number(map.means.recencyDays) })}</td>
            </tr>
            <tr>
              <th scope="row">{t('customer.f')}</th>
              {limitsOf(map.cuts.frequency).map((cut, index) => (
                <td key={SCORES[index]}>{t(frequencyWords(cut), { times: number(cut.limit) })}</td>
              ))}
              <td>{t('rfm.meanTimes', { times: number(map.means.frequency) })}</td>
            </tr>
            <tr>
              <th scope="row">{t('customer.m')}</th>
              {limitsOf(map.cuts.monetaryMinor).map(({ limit, isLast }, index) => (
                <td key={SCORES[index]}>{t(isLast ? 'rfm.cutMLast' : 'rfm.cutM', { amount: money(limit) })}</td>
              ))}
              <td>{money(map.means.monetaryMinor)}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </Section>
  );
});

interface FieldAndGroupsProps {
  readonly map: RfmMap;
  readonly by: (typeof DEPTHS)[number];
  readonly search: MapSearch;
  readonly today: string;
  /** Whether the picture is of the day before the one that is on its way. */
  readonly isOlder: boolean;
  readonly onDay: (asOf: string) => void;
}

/** The field, and beside it what the looked at square holds: what is looked at changes with every move of the pointer. */
function FieldAndGroups({ map, by, search, today, isOlder, onDay }: FieldAndGroupsProps) {
  const [looked, setLooked] = useState<RfmCell | null>(null);
  return (
    <div className={isOlder ? 'rfm is-older' : 'rfm'} aria-busy={isOlder}>
      <div>
        <RfmField map={map} by={by} search={search} onLook={setLooked} />
        <div className="rfm-foot">
          <YearSlider asOf={map.asOf} today={today} isBusy={isOlder} onDay={onDay} />
          <Legend />
        </div>
      </div>
      <div className="rfm-side">
        <Readout map={map} cell={looked} />
        <Groups map={map} search={search} />
      </div>
    </div>
  );
}

/** Where the buyers stand by recency and frequency on a day, and what to do with whom. */
export function RfmMapPage() {
  const { t } = useTranslation();
  const locale = currentLocale();
  const navigate = route.useNavigate();
  const { by = 'size', r, f, asOf, currency } = route.useSearch();
  const search = useMemo<MapSearch>(
    () => ({ ...(asOf === undefined ? {} : { asOf }), ...(currency === undefined ? {} : { currency }) }),
    [asOf, currency],
  );
  const query = useQuery(rfmMapQuery(search));
  const map = query.data;
  const [today] = useState(() => formatDate(new Date().toISOString()));
  const change = useCallback(
    (next: MapSearch & { readonly by?: (typeof DEPTHS)[number] }): void =>
      void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false }),
    [navigate],
  );
  const showDay = useCallback((day: string) => change({ asOf: day }), [change]);
  const close = (): void => void navigate({ search: ({ r: _, f: __, ...old }) => old, replace: true });
  const note =
    map === undefined
      ? undefined
      : `${t('rfm.lead', { people: formatNumber(map.customers, locale) })} · ${map.windowDays === null ? t('rfm.windowAll') : t('rfm.windowDays', { days: map.windowDays })}`;
  const controls = (
    <>
      <Segmented
        aria-label={t('rfm.depth')}
        options={DEPTHS.map((value) => ({ value, label: t(`rfm.${value}`) }))}
        value={by}
        onChange={(next) => change({ by: next })}
      />
      {map !== undefined && map.currencies.length > 1 ? (
        <Select
          aria-label={t('common.currency')}
          value={map.currency}
          options={map.currencies.map((value) => ({ value, label: value }))}
          onChange={(next: string) => change({ currency: next })}
        />
      ) : null}
      <DateField label={t('rfm.asOf')} value={search.asOf ?? map?.asOf ?? today} max={today} onChange={showDay} />
    </>
  );
  return (
    <InsightFrame title={t('rfm.title')} note={note} actions={controls}>
      {query.isPending ? <Skeleton shape="block" /> : null}
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {map?.freshness.stale === true ? (
        <Notice>
          {map.freshness.upTo === null
            ? t('common.staleUnknown')
            : t('common.stale', { when: formatInstant(map.freshness.upTo) })}
        </Notice>
      ) : null}
      {map !== undefined && map.customers === 0 ? (
        <Empty icon="map" title={t('rfm.emptyTitle')} body={t('rfm.emptyBody')} />
      ) : null}
      {map !== undefined && map.customers > 0 ? (
        <>
          <FieldAndGroups
            map={map}
            by={by}
            search={search}
            today={today}
            isOlder={query.isPlaceholderData}
            onDay={showDay}
          />
          <Cuts map={map} />
          {r === undefined || f === undefined ? null : (
            <RfmPeople map={map} square={{ r, f }} search={search} onClose={close} />
          )}
        </>
      ) : null}
    </InsightFrame>
  );
}
