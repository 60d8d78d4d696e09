import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatMoney, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { BarList } from '../../../ui/chart/bar-list.tsx';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { PageControls, SpanWait } from '../../insight/page-controls.tsx';
import type { Span } from '../../insight/spans.ts';
import { useSpan } from '../../insight/use-insight.ts';
import { type ChurnReport, churnReportQuery, reasonsQuery } from '../api.ts';
import { LostList, shareText } from '../lost-list.tsx';
import { ReasonsSection } from '../reasons-section.tsx';

const route = getRouteApi('/shell/insight/win-back');

/** Why customers left, who was asked to come back, and who did. */
export function WinBackPage() {
  const { t } = useTranslation();
  const page = useSpan('m12');
  const navigate = route.useNavigate();
  const change = (next: object, replace = true): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace, resetScroll: false });
  return (
    <InsightFrame title={t('care.page')} actions={<PageControls page={page} />}>
      <SpanWait page={page}>
        {(span) => (
          <Report
            span={span}
            currency={page.currency}
            onCurrency={(currency) => change({ currency })}
            onCause={(cause) => change({ cause }, false)}
          />
        )}
      </SpanWait>
      <Lost span={page.span} onChange={change} />
      <ReasonsSection />
    </InsightFrame>
  );
}

/** The lost as the address says: of a state, or of a cause within the span. */
function Lost({ span, onChange }: { readonly span: Span | null; readonly onChange: (next: object) => void }) {
  const { cause, lost = 'open' } = route.useSearch();
  const reasons = useQuery({ ...reasonsQuery(), enabled: cause !== undefined });
  const name = reasons.data?.items.find(({ id }) => id === cause)?.label[currentLocale()] ?? '';
  return (
    <LostList
      key={cause ?? lost}
      state={lost}
      onState={(state) => onChange({ lost: state === 'open' ? undefined : state })}
      cause={
        cause === undefined || span === null
          ? null
          : { asked: { reasonId: cause, closedFrom: span.from, closedTo: span.to }, name }
      }
      onWhole={() => onChange({ cause: undefined })}
    />
  );
}

interface ReportProps {
  readonly span: Span;
  readonly currency: string | undefined;
  readonly onCurrency: (currency: string) => void;
  /** The reason whose customers are asked for. */
  readonly onCause: (reasonId: string) => void;
}

function Report({ span, currency, onCurrency, onCause }: ReportProps) {
  const { t } = useTranslation();
  const dates = { from: span.from, to: span.to };
  const report = useQuery(churnReportQuery({ ...dates, ...(currency === undefined ? {} : { currency }) }));
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
          data !== undefined && data.reasons.length === 0
            ? data.unsaid.customers === 0
              ? t('care.noLosses')
              : t('care.noCauses', { count: data.unsaid.customers })
            : null
        }
        actions={
          data === undefined || data.currencies.length < 2 ? null : (
            <Segmented
              size="small"
              aria-label={t('common.currency')}
              value={data.currency}
              options={data.currencies}
              onChange={onCurrency}
            />
          )
        }
      >
        {data === undefined ? null : <Causes data={data} onCause={onCause} />}
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

function Causes({ data, onCause }: Pick<ReportProps, 'onCause'> & { readonly data: ChurnReport }) {
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
            onCause(reason.id);
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
