import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Select } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { Notice } from '../../../ui/states.tsx';
import { ExportMenu } from '../../insight/export-menu.tsx';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { PageControls, SpanWait } from '../../insight/page-controls.tsx';
import type { Span } from '../../insight/spans.ts';
import { useSpan } from '../../insight/use-insight.ts';
import { type OpportunitiesSeen, type OpportunitySeen, opportunitiesQuery, type SeenVerdict } from '../api.ts';
import { KeepPeople } from '../keep-people.tsx';
import '../opportunities.css';

const VERDICTS = ['opportunity', 'unknown', 'served', 'few'] as const satisfies readonly SeenVerdict[];
const EVERYBODY = 'everybody';
const COLUMNS = ['segment', 'label', 'verdict', 'people', 'unmet', 'demandShare', 'supplyShare', 'gap', 'supplied'];

/** What segments want and we offer too little of. */
export function OpportunitiesPage() {
  const { t } = useTranslation();
  const page = useSpan('d28');
  return (
    <InsightFrame title={t('opportunities.page')} actions={<PageControls page={page} />}>
      <p className="insight-lead">{t('opportunities.lead')}</p>
      <SpanWait page={page}>{(span) => <Lists span={span} />}</SpanWait>
    </InsightFrame>
  );
}

function Lists({ span }: { readonly span: Span }) {
  const { t } = useTranslation();
  const [segment, setSegment] = useState<string | null>(null);
  const dates = { from: span.from, to: span.to };
  const query = useQuery(opportunitiesQuery(dates));
  const { data } = query;
  const rows = (data?.rows ?? []).filter((row) => segment === null || (row.segment?.id ?? EVERYBODY) === segment);
  const frame = {
    answer: query,
    shape: 'bars' as const,
    ...(data === undefined
      ? {}
      : { definition: { formula: data.formula, source: data.source }, freshness: data.freshness }),
  };
  return (
    <>
      {data === undefined ? null : <SupplySaid data={data} />}
      {VERDICTS.map((verdict) => {
        const those = rows.filter((row) => row.verdict === verdict);
        if (those.length === 0 && verdict !== 'opportunity') {
          return null;
        }
        const title = t(`opportunities.lists.${verdict}`);
        const file = { name: '', kind: 'opportunities', columns: COLUMNS, filter: { ...dates, verdict } };
        return (
          <ChartFrame
            {...frame}
            key={verdict}
            title={title}
            actions={
              <>
                {verdict === 'opportunity' && data !== undefined ? (
                  <SegmentChoice data={data} value={segment} onChange={setSegment} />
                ) : null}
                {those.length > 0 ? <ExportMenu title={title} files={[file]} /> : null}
              </>
            }
            empty={data !== undefined && those.length === 0 ? emptyOf(data, t) : null}
          >
            <ul className="opportunity-lines">
              {those.map((row) => (
                <OpportunityLine key={`${row.segment?.id ?? ''} ${row.category}`} row={row} />
              ))}
            </ul>
          </ChartFrame>
        );
      })}
      {data?.isCut === true ? (
        <p className="quiet small">{t('opportunities.isCut', { count: data.rows.length })}</p>
      ) : null}
    </>
  );
}

/** Why there is nothing: no facts, nothing on sale, or nothing above the limits. */
function emptyOf({ rows, supply, limits }: OpportunitiesSeen, t: TFunction): string {
  if (rows.length === 0) {
    return t('opportunities.noDemand');
  }
  return supply === 'none'
    ? t('opportunities.noSupply')
    : t('opportunities.none', { count: limits.leastPeople, gap: Math.round(limits.leastGap * 1000) / 10 });
}

/** What supply is told from, where it is not stock. */
function SupplySaid({ data }: { readonly data: OpportunitiesSeen }) {
  const { t } = useTranslation();
  if (data.supply === 'stock') {
    return <p className="quiet small figures">{t('opportunities.fromStock', { count: data.offered })}</p>;
  }
  return (
    <Notice>
      {data.supply === 'range' ? t('opportunities.fromRange', { count: data.offered }) : t('opportunities.noSupply')}
    </Notice>
  );
}

interface SegmentChoiceProps {
  readonly data: OpportunitiesSeen;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

function SegmentChoice({ data, value, onChange }: SegmentChoiceProps) {
  const { t } = useTranslation();
  const named = new Map(
    data.rows.map(({ segment }) => [segment?.id ?? EVERYBODY, segment?.name ?? t('opportunities.everybody')]),
  );
  return named.size < 2 ? null : (
    <Select
      size="small"
      aria-label={t('opportunities.segment')}
      allowClear
      value={value}
      placeholder={t('opportunities.allSegments')}
      popupMatchSelectWidth={false}
      options={[...named].map(([id, name]) => ({ value: id, label: name }))}
      onChange={(next: string | undefined) => onChange(next ?? null)}
    />
  );
}

function OpportunityLine({ row }: { readonly row: OpportunitySeen }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const may = useMay();
  const { segment, label, people, viewers, carts, stated, buyers, unmet, supplied, demandShare, supplyShare, gap } =
    row;
  const number = (value: number): string => formatNumber(value, locale);
  const facts = [
    t('opportunities.viewers', { count: viewers }),
    t('opportunities.carts', { count: carts }),
    ...(stated > 0 ? [t('opportunities.stated', { count: stated })] : []),
    t('opportunities.buyers', { count: buyers }),
    t('opportunities.supplied', { count: supplied }),
  ];
  return (
    <li>
      <span className="opportunity-what">
        <span>
          {segment === null ? (
            t('opportunities.everybody')
          ) : (
            <Link to="/segments/$segmentId" params={{ segmentId: segment.id }}>
              {segment.name}
            </Link>
          )}{' '}
          × <strong>{label}</strong>
        </span>
        <span className="figures">{t('opportunities.people', { count: people, unmet: number(unmet) })}</span>
        <span className="quiet small figures">{facts.join(' · ')}</span>
      </span>
      <span className="opportunity-shares figures">
        <span className="quiet">{t('opportunities.demand')}</span>
        <Bar share={demandShare} />
        <span>{formatShare(demandShare, locale)}</span>
        <span className="quiet">{t('opportunities.supply')}</span>
        <Bar share={supplyShare ?? 0} isSupply />
        <span>{supplyShare === null ? '—' : formatShare(supplyShare, locale)}</span>
        <span className="quiet">{t('opportunities.gap')}</span>
        <span />
        <span>
          {gap === null
            ? '—'
            : t('opportunities.points', { points: `${gap >= 0 ? '+' : '−'}${Math.abs(gap * 100).toFixed(1)}` })}
        </span>
      </span>
      <span className="opportunity-deed">{unmet > 0 && may('segments.write') ? <KeepPeople row={row} /> : null}</span>
    </li>
  );
}

function Bar({ share, isSupply = false }: { readonly share: number; readonly isSupply?: boolean }) {
  return (
    <span className={isSupply ? 'opportunity-bar is-supply' : 'opportunity-bar'} aria-hidden>
      <span style={{ width: `${Math.min(100, share * 100)}%` }} />
    </span>
  );
}
