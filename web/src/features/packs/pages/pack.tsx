import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatMonth } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { TimeChart } from '../../../ui/chart/time-chart.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Definition } from '../../../ui/parts.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { ChangeMark } from '../../insight/change-mark.tsx';
import { tickOf } from '../../insight/labels.ts';
import { changeOf, formatMetric, formatMetricHead, formatMetricShort } from '../../insight/metric-format.ts';
import '../../insight/insight.css';
import { partColour } from '../../insight/part-colours.ts';
import '../../insight/report.css';
import { type Pack, type PackPart, packQuery } from '../api.ts';
import { Comment } from '../comment.tsx';
import '../packs.css';

const route = getRouteApi('/shell/insight/packs/$packId');

/** The figures of a part, each against the month and the year before. */
function Figures({ part }: { readonly part: PackPart }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <dl className="pack-figures">
      {part.figures.map(({ metric, label, formula, unit, currency, value, before, yearAgo }) => (
        <div key={metric}>
          <dt>
            {label[locale]}
            <Definition name={label[locale]} text={formula[locale]} />
          </dt>
          <dd className="pack-value figures">{formatMetricHead(value, { unit, currency, locale })}</dd>
          <dd className="small">
            <ChangeMark change={changeOf(value, before, { unit, locale })} span={t('packs.monthBefore')} />
          </dd>
          <dd className="small">
            <ChangeMark change={changeOf(value, yearAgo, { unit, locale })} span={t('packs.yearBefore')} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The first figure over a year and by what matters there. */
function Course({ part }: { readonly part: PackPart }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const [first] = part.figures;
  if (first === undefined) {
    return null;
  }
  const measure = { unit: first.unit, currency: first.currency, locale } as const;
  const name = first.label[locale];
  return (
    <div className="insight-two pack-course">
      <figure>
        <figcaption className="small quiet">{t('packs.overMonths', { name })}</figcaption>
        <TimeChart
          label={t('packs.overMonths', { name })}
          points={part.months.map(({ month }) => ({
            id: month,
            tick: tickOf(month, { over: 'month', locale }),
            name: formatMonth(month, { locale, withYear: true }),
          }))}
          series={[
            { id: first.metric, name, colour: partColour(0, 1), values: part.months.map(({ value }) => value ?? 0) },
          ]}
          shape="columns"
          format={(value) => formatMetric(value, measure)}
          formatTick={(value) => formatMetricShort(value, measure)}
          height={180}
        />
      </figure>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <div className="report-part" role="group" aria-label={`${name} · ${part.split.by[locale]}`} tabIndex={0}>
        <table className="plain-table figures">
          <thead>
            <tr>
              <th scope="col">{part.split.by[locale]}</th>
              <th scope="col">{name}</th>
              <th scope="col">{t('packs.lastMonth')}</th>
              <th scope="col">{t('packs.lastYear')}</th>
            </tr>
          </thead>
          <tbody>
            {part.split.rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.label[locale]}</th>
                <td>{formatMetric(row.value, measure)}</td>
                <td>{formatMetric(row.before, measure)}</td>
                <td>{formatMetric(row.yearAgo, measure)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Parts({ pack }: { readonly pack: Pack }) {
  const { t } = useTranslation();
  return (
    <div className="pack">
      {pack.parts.map((part) => (
        <Section key={part.section} title={t(`packs.parts.${part.section}`)}>
          <Figures part={part} />
          <Course part={part} />
          <Comment pack={pack} section={part.section} />
        </Section>
      ))}
    </div>
  );
}

/** The pack of a month: to read, to comment, to print or to keep as a PDF by the browser's own printing. */
export function PackPage() {
  const { t } = useTranslation();
  const { packId } = route.useParams();
  const query = useQuery(packQuery(packId));
  const pack = query.data;
  const month = pack === undefined ? '' : formatMonth(pack.month, { locale: currentLocale(), withYear: true });
  return (
    <Page
      title={pack === undefined ? t('packs.title') : t('packs.pack', { month })}
      note={
        pack === undefined
          ? undefined
          : t('packs.madeAt', { when: formatInstant(pack.madeAt), known: formatInstant(pack.knownUpTo) })
      }
      actions={
        <span className="report-actions">
          <Link to="/insight/packs">{t('packs.back')}</Link>
          {pack === undefined ? null : <Button onClick={() => window.print()}>{t('seeing.reports.print')}</Button>}
        </span>
      }
    >
      {query.isPending ? <Skeleton shape="rows" /> : null}
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {pack === undefined ? null : <Parts pack={pack} />}
    </Page>
  );
}
