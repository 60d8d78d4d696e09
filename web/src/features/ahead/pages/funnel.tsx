import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FUNNEL_BYS, type FunnelStop } from '../../../app/ahead-search.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatAside, formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { BarList } from '../../../ui/chart/bar-list.tsx';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { ChartTable } from '../../../ui/chart/chart-table.tsx';
import { ChangeMark } from '../../insight/change-mark.tsx';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { changeOf } from '../../insight/metric-format.ts';
import { NarrowChoice } from '../../insight/narrow-choice.tsx';
import { PageControls, SpanWait } from '../../insight/page-controls.tsx';
import { daysIn, type Span } from '../../insight/spans.ts';
import { useSpan } from '../../insight/use-insight.ts';
import '../ahead.css';
import { type Funnel, funnelQuery, type Rung } from '../api.ts';
import { FunnelPeople } from '../funnel-people.tsx';

const route = getRouteApi('/shell/insight/funnel');

/** The steps of everything together as bars from one line; what is not sent says so. */
function WholeFunnel({
  whole,
  days,
  onStop,
}: {
  readonly whole: Funnel;
  readonly days: number;
  readonly onStop: ((rung: Rung) => void) | undefined;
}) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const noteOf = (rung: Rung) => {
    if (!rung.tracked) {
      return null;
    }
    return (
      <span className="funnel-note">
        {rung.rate === null ? null : (
          <span>{t('ahead.funnel.ofBefore', { share: formatShare(rung.rate, locale) })}</span>
        )}
        {rung.overall === null ? null : (
          <span className="funnel-overall">
            {t('ahead.funnel.ofFirst', { share: formatShare(rung.overall, locale) })}
          </span>
        )}
        <ChangeMark
          change={changeOf(rung.people, rung.before.people, { unit: 'count', locale })}
          span={t('seeing.beforeDays', { count: days })}
        />
      </span>
    );
  };
  return (
    <div className="funnel-steps">
      <BarList
        label={t('ahead.funnel.whole')}
        rows={whole.steps.map((rung) => ({
          id: rung.step,
          name: rung.label,
          value: rung.people,
          text: rung.tracked ? formatNumber(rung.people, locale) : t('ahead.funnel.untracked'),
          note: noteOf(rung),
        }))}
        onPick={
          onStop === undefined
            ? undefined
            : (at) => {
                const rung = whole.steps[at];
                if (rung !== undefined) {
                  onStop(rung);
                }
              }
        }
      />
      {whole.apart > 0 ? (
        <p className="quiet small ahead-note">{t('ahead.funnel.apart', { count: whole.apart })}</p>
      ) : null}
    </div>
  );
}

function Funnels({ span }: { readonly span: Span }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const by = search.by ?? 'shop';
  const dates = { from: span.from, to: span.to };
  const query = useQuery(funnelQuery(dates, by));
  const answer = query.data;
  const change = (next: object): void =>
    void navigate({ to: '.', search: (old) => ({ ...old, ...next }), resetScroll: false });
  const open = (stop: FunnelStop): void => change({ stop });
  const isOpen = may('customers.read');
  const rows = answer?.rows ?? [];
  const steps = answer?.whole.steps ?? [];
  const cellOf = ({ key }: Funnel, rung: Rung) => {
    if (!rung.tracked) {
      return { text: t('ahead.funnel.untracked') };
    }
    const count = formatNumber(rung.people, locale);
    const rate = rung.rate === null ? '' : ` · ${formatShare(rung.rate, locale)}`;
    const text = `${count}${rate}`;
    return rung.people > 0 && isOpen ? { text, onPick: () => open({ step: rung.step, place: key }) } : { text };
  };
  const frame = {
    answer: query,
    ...(answer === undefined
      ? {}
      : { definition: { formula: answer.formula, source: answer.source }, freshness: answer.freshness }),
  };
  const { stop } = search;
  const stopped =
    rows.find(({ key }) => key === stop?.place) ?? (stop?.place === undefined ? answer?.whole : undefined);
  const rung = stopped?.steps.find(({ step }) => step === stop?.step);
  const isLast = rung === undefined || (rung.stopped === 0 && rung.step === 'repeat');
  const place = stopped === undefined || stopped.label === '' ? '' : `${stopped.label} · `;
  return (
    <>
      <ChartFrame
        {...frame}
        title={t('ahead.funnel.whole')}
        shape="bars"
        empty={answer !== undefined && steps.every(({ people }) => people === 0) ? t('ahead.funnel.nothing') : null}
      >
        {answer === undefined ? null : (
          <>
            <WholeFunnel
              whole={answer.whole}
              days={daysIn(span)}
              onStop={isOpen ? ({ step }) => open({ step }) : undefined}
            />
            <p className="quiet small ahead-note">
              {t('ahead.funnel.window', { days: answer.windowDays, repeat: answer.repeatDays })}
              {answer.isOpen ? t('ahead.funnel.isOpen', { date: answer.followedTo }) : ''}
            </p>
          </>
        )}
      </ChartFrame>
      <ChartFrame
        {...frame}
        title={t(`ahead.funnel.rows.${by}`)}
        shape="bars"
        empty={answer !== undefined && rows.length === 0 ? t('ahead.funnel.nothing') : null}
        actions={
          <NarrowChoice
            label={t('ahead.funnel.by')}
            options={FUNNEL_BYS.map((value) => ({ value, label: t(`ahead.funnel.rows.${value}`) }))}
            value={by}
            onChange={(next) => change({ by: next === 'shop' ? undefined : next, stop: undefined })}
          />
        }
      >
        <ChartTable
          label={t(`ahead.funnel.rows.${by}`)}
          content={{
            head: [t(`seeing.dimensions.${by}`), ...steps.map(({ label }) => label), t('ahead.funnel.overall')],
            rows: rows.map((row) => ({
              id: row.key,
              name: row.channel === null ? row.label : `${row.label}${formatAside(row.channel, locale)}`,
              cells: [...row.steps.map((each) => cellOf(row, each)), overallOf(row, locale)],
            })),
          }}
        />
        <p className="quiet small ahead-note">{t('ahead.funnel.tableNote')}</p>
      </ChartFrame>
      {stop === undefined ? null : (
        <FunnelPeople
          dates={dates}
          by={by}
          stop={stop}
          title={`${place}${t(isLast ? 'ahead.funnel.reached' : 'ahead.funnel.stopped', { step: rung?.label ?? '' })}`}
          people={rung === undefined ? null : isLast ? rung.people : rung.stopped}
          onClose={() => change({ stop: undefined })}
        />
      )}
    </>
  );
}

/** From the first tracked step to having paid. */
function overallOf({ steps }: Funnel, locale: 'zh-CN' | 'en'): string {
  const paid = steps.find(({ step }) => step === 'pay');
  return paid === undefined || !paid.tracked || paid.overall === null ? '—' : formatShare(paid.overall, locale);
}

/** How many come how far from looking in to coming back, for each shop. */
export function FunnelPage() {
  const { t } = useTranslation();
  const page = useSpan('d28');
  return (
    <InsightFrame title={t('ahead.funnel.title')} actions={<PageControls page={page} />}>
      <SpanWait page={page}>{(span) => <Funnels span={span} />}</SpanWait>
    </InsightFrame>
  );
}
