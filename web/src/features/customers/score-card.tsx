import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatMoney, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Definition } from '../../ui/parts.tsx';
import { Failure, Notice, Skeleton } from '../../ui/states.tsx';
import { GroupMark } from '../insight/group-mark.tsx';
import { customerScoresQuery } from './api.ts';
import './customers.css';

function ScoreLine({
  label,
  means,
  score,
  value,
}: {
  readonly label: string;
  readonly means: string;
  readonly score: number;
  readonly value: string;
}) {
  const { t } = useTranslation();
  return (
    <div className="score-line">
      <span className="score-label">
        {label}
        <Definition name={label} text={means} />
      </span>
      <span className="score-steps" role="img" aria-label={t('customer.scoreOf', { score })}>
        {[1, 2, 3, 4, 5].map((step) => (
          <span key={step} className={step <= score ? 'is-on' : undefined} />
        ))}
      </span>
      <span className="figures score-value">{value}</span>
    </div>
  );
}

/** R, F and M of one customer with their meaning, the group, why, and what to do. */
export function ScoreCard({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const scores = useQuery(customerScoresQuery(customerId));
  if (scores.isPending) {
    return <Skeleton shape="lines" />;
  }
  if (scores.isError) {
    return <Failure error={scores.error} onRetry={() => void scores.refetch()} />;
  }
  const { rfm, asOf, freshness } = scores.data;
  return (
    <div className="score-card">
      {freshness.stale && freshness.upTo !== null ? (
        <Notice>{t('common.stale', { when: formatInstant(freshness.upTo) })}</Notice>
      ) : null}
      {rfm.length === 0 ? <p className="quiet">{t('customer.scoresEmpty')}</p> : null}
      {rfm.map((score) => (
        <div key={score.currency} className="score-block">
          <div className="score-title">
            <GroupMark group={score.group} />
            <span className="quiet small">{t('common.asOfDate', { date: asOf })}</span>
          </div>
          <ScoreLine
            label={t('customer.r')}
            means={t('customer.rMeans')}
            score={score.r}
            value={score.recencyDays === null ? t('common.none') : t('customers.days', { count: score.recencyDays })}
          />
          <ScoreLine
            label={t('customer.f')}
            means={t('customer.fMeans')}
            score={score.f}
            value={formatNumber(score.frequency, locale)}
          />
          <ScoreLine
            label={t('customer.m')}
            means={t('customer.mMeans')}
            score={score.m}
            value={formatMoney(score.monetaryMinor, { currency: score.currency, locale })}
          />
          <dl className="score-words">
            <dt>{t('customer.why')}</dt>
            <dd>{score.reason[locale]}</dd>
            <dt>{t('customer.next')}</dt>
            <dd>{score.action[locale]}</dd>
          </dl>
        </div>
      ))}
    </div>
  );
}
