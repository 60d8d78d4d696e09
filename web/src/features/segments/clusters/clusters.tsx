import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatMoney, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { BarList } from '../../../ui/chart/bar-list.tsx';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Rule } from '../rule/parts.ts';
import { SaveRule } from '../understanding/save-rule.tsx';
import type { Cluster, Clustering } from './api.ts';
import './clusters.css';

const HERE = { isPending: false, isError: false, error: null, refetch: () => undefined } as const;

/** What one run found: how large each cluster is, what it is like, and the way to make it a segment. */
export function Clusters({ run }: { readonly run: Clustering }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { result } = run;
  if (result === null) {
    return (
      <Notice>{run.error === 'too_few_buyers' ? t('clusterings.tooFew') : t(`clusterings.states.${run.state}`)}</Notice>
    );
  }
  const title = t('clusterings.foundTitle', { name: run.name, date: run.asOf });
  return (
    <>
      <ChartFrame
        title={title}
        unit={t('segments.people_other')}
        answer={HERE}
        shape="bars"
        definition={{ formula: t('clusterings.formula'), source: t('clusterings.source') }}
      >
        <BarList
          label={title}
          rows={result.clusters.map((cluster) => ({
            id: String(cluster.number),
            name: `${cluster.number}. ${cluster.name[locale]}`,
            value: cluster.customers,
            text: formatNumber(cluster.customers, locale),
          }))}
        />
      </ChartFrame>
      {result.clusters.map((cluster) => (
        <ClusterCard key={cluster.number} cluster={cluster} run={run} />
      ))}
    </>
  );
}

function ClusterCard({ cluster, run }: { readonly cluster: Cluster; readonly run: Clustering }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const may = useMay();
  const { medians } = cluster;
  return (
    <section className="cluster-card" aria-label={`${cluster.number}. ${cluster.name[locale]}`}>
      <h3>
        {cluster.number}. {cluster.name[locale]}
      </h3>
      <ul>
        <li>{t('clusterings.medians.recency', { count: medians.recency })}</li>
        <li>{t('clusterings.medians.purchases', { count: medians.purchases })}</li>
        <li>
          {t('clusterings.medians.net', {
            amount: formatMoney(medians.net, { currency: run.currency, locale }),
          })}
        </li>
        <li>{t('clusterings.medians.breadth', { count: medians.breadth })}</li>
        {cluster.differences.map(({ trait, label, value, lift }) => (
          <li key={`${trait}/${value[locale]}`} className="quiet">
            {t('clusterings.difference', {
              label: label[locale],
              value: value[locale],
              lift: lift === null ? '–' : formatNumber(lift, locale, 1),
            })}
          </li>
        ))}
      </ul>
      {may('segments.write') ? (
        // What the server wrote is a rule.
        <SaveRule rule={cluster.rule as unknown as Rule} usualName={`${run.name} · ${cluster.name[locale]}`} />
      ) : null}
    </section>
  );
}
