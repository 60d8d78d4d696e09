import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { BarList } from '../../../ui/chart/bar-list.tsx';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { PageControls, SpanWait } from '../../insight/page-controls.tsx';
import type { Span } from '../../insight/spans.ts';
import { useSpan } from '../../insight/use-insight.ts';
import { type ChurnReport, churnReportQuery, type LossesAsked } from '../api.ts';
import { LostList, type LostState, shareText } from '../lost-list.tsx';
import { ReasonsSection } from '../reasons-section.tsx';

interface Cause {
  readonly asked: LossesAsked;
  readonly name: string;
}

/** Why customers left, who was asked to come back, and who did. */
export function WinBackPage() {
  const { t } = useTranslation();
  const page = useSpan('m12');
  const [state, setState] = useState<LostState>('open');
  const [cause, setCause] = useState<Cause | null>(null);
  return (
    <InsightFrame title={t('care.page')} actions={<PageControls page={page} />}>
      <SpanWait page={page}>{(span) => <Report span={span} onCause={setCause} />}</SpanWait>
      <LostList state={state} onState={setState} cause={cause} onWhole={() => setCause(null)} />
      <ReasonsSection />
    </InsightFrame>
  );
}

interface ReportProps {
  readonly span: Span;
  readonly onCause: (cause: Cause) => void;
}

function Report({ span, onCause }: ReportProps) {
  const { t } = useTranslation();
  const [currency, setCurrency] = useState<string | null>(null);
  const dates = { from: span.from, to: span.to };
  const report = useQuery(churnReportQuery({ ...dates, ...(currency === null ? {} : { currency }) }));
  const { data } = report;
  return (
    <>
      <ChartFrame
        title={t('care.byCause')}
        {...(data === undefined ? {} : { unit: t('seeing.currencyUnit', { currency: data.currency }) })}
        definition={{ formula: t('care.byCauseFormula'), source: t('care.byCauseSource') }}
        answer={report}
        shape="bars"
        empty={
          data !== undefined && data.reasons.length === 0 ? t('care.noCauses', { count: data.unsaid.customers }) : null
        }
        actions={
          data === undefined || data.currencies.length < 2 ? null : (
            <Segmented
              size="small"
              aria-label={t('common.currency')}
              value={data.currency}
              options={data.currencies}
              onChange={setCurrency}
            />
          )
        }
      >
        {data === undefined ? null : <Causes data={data} span={span} onCause={onCause} />}
      </ChartFrame>
      <ChartFrame
        title={t('care.rate')}
        definition={{
          formula: t('care.rateFormula', { days: data?.winBack.days ?? '' }),
          source: t('care.rateSource'),
        }}
        answer={report}
        shape="bars"
        empty={data !== undefined && data.winBack.treated.customers === 0 ? t('care.noTreated') : null}
        table={data === undefined ? undefined : weeksTable(data, t)}
      >
        {data === undefined ? null : <Rates data={data} />}
      </ChartFrame>
    </>
  );
}

function Causes({ data, span, onCause }: ReportProps & { readonly data: ChurnReport }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const money = (minor: number): string => formatMoney(minor, { currency: data.currency, locale, whole: true });
  const sides = data.sides
    .filter(({ customers }) => customers > 0)
    .map(({ side, customers, valueMinor }) =>
      t('care.sideText', { side: t(`care.sides.${side}`), count: customers, value: money(valueMinor) }),
    );
  return (
    <>
      <p className="insight-lead">
        {sides.join(t('care.and'))}
        {data.unsaid.customers > 0 ? t('care.unsaid', { count: data.unsaid.customers }) : null}
      </p>
      <BarList
        label={t('care.byCause')}
        rows={data.reasons.map(({ reason, customers, valueMinor }) => ({
          id: reason.id,
          name: reason.label[locale],
          value: customers,
          text: formatNumber(customers, locale),
          note: money(valueMinor),
          colour: reason.side === 'company' ? 'var(--category-3)' : 'var(--category-1)',
        }))}
        onPick={(index) => {
          const reason = data.reasons[index]?.reason;
          if (reason !== undefined) {
            const asked = { reasonId: reason.id, closedFrom: span.from, closedTo: span.to };
            onCause({ asked, name: reason.label[locale] });
          }
        }}
      />
      {data.competitors.length === 0 ? null : (
        <p className="quiet small">
          {t('care.wentTo', {
            names: data.competitors
              .map(({ competitor, customers }) => `${competitor} ${formatNumber(customers, locale)}`)
              .join(' · '),
          })}
        </p>
      )}
    </>
  );
}

function Rates({ data: { winBack } }: { readonly data: ChurnReport }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { treated, untreated, results, causes } = winBack;
  const rows = [
    { id: 'treated', name: t('care.treated'), figure: treated, colour: 'var(--accent)' },
    { id: 'untreated', name: t('care.untreated'), figure: untreated, colour: 'var(--ink-3)' },
    ...causes.map(({ reason, ...figure }) => ({
      id: reason?.id ?? 'unsaid',
      name: t('care.treatedBy', { name: reason?.label[locale] ?? t('care.noReason') }),
      figure,
      colour: 'var(--category-1)',
    })),
  ];
  const told = results.filter(({ customers }) => customers > 0);
  return (
    <>
      <BarList
        label={t('care.rate')}
        rows={rows.map(({ id, name, figure, colour }) => ({
          id,
          name,
          value: figure.customers === 0 ? 0 : figure.wonBack / figure.customers,
          text: shareText(figure.wonBack, figure.customers),
          note: t('care.ofMany', {
            part: formatNumber(figure.wonBack, locale),
            of: formatNumber(figure.customers, locale),
          }),
          colour,
        }))}
      />
      <p className="quiet small">
        {[
          ...told.map(({ result, customers }) => `${t(`care.results.${result}`)} ${formatNumber(customers, locale)}`),
          ...(treated.running > 0 ? [t('care.running', { count: treated.running })] : []),
        ].join(' · ')}
      </p>
    </>
  );
}

function weeksTable({ winBack }: ChurnReport, t: TFunction) {
  const locale = currentLocale();
  return {
    head: [t('care.week'), t('care.treatedShort'), t('care.wonBack'), t('care.rateShort')],
    rows: winBack.weeks.map(({ week, customers, wonBack }) => ({
      id: week,
      name: week,
      cells: [formatNumber(customers, locale), formatNumber(wonBack, locale), shareText(wonBack, customers)],
    })),
  };
}
