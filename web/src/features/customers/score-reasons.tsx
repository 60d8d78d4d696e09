import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { customerScoreValuesQuery, formatScore } from '../insight/scores-api.ts';
import '../insight/scores.css';
import { StrategyLines } from '../segments/understanding/strategy-lines.tsx';

/** The scores of one customer: class, value, the value before, and what it was made of. */
export function ScoreReasons({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const scores = useQuery(customerScoreValuesQuery(customerId));
  return (
    <Section title={t('scoring.ofCustomer')}>
      {scores.isPending ? <Skeleton shape="lines" /> : null}
      {scores.isError ? <Failure error={scores.error} onRetry={() => void scores.refetch()} /> : null}
      {scores.data?.items.length === 0 ? <p className="quiet">{t('scoring.ofCustomerNone')}</p> : null}
      <ul className="score-reasons">
        {(scores.data?.items ?? []).map((score) => {
          const { kind, label, unit, currency, band, value, previous, reasons, asOf, strategy } = score;
          const write = (each: number | null, of = unit): string => formatScore(each, { unit: of, currency, locale });
          const words = reasons.map((reason) => {
            const days =
              reason.unit === 'days'
                ? ` ${t('scoring.days')}`
                : reason.unit === 'minutes'
                  ? ` ${t('scoring.minutes')}`
                  : '';
            const said = `${reason.label[locale]} ${write(reason.value, reason.unit)}${reason.value === null ? '' : days}`;
            return reason.effect === null
              ? said
              : t(reason.effect > 0 ? 'chances.because' : 'chances.despite', { reason: said });
          });
          return (
            <li key={kind}>
              <span className="score-reason-head">
                <Link to="/insight/scores" search={{ kind }}>
                  {label[locale]}
                </Link>
                <strong>{band.label[locale]}</strong>
                <span className="figures">{write(value)}</span>
                <span className="quiet small figures">
                  {previous === null ? asOf : t('scoring.beforeValue', { value: write(previous.value) })}
                </span>
              </span>
              <p className="quiet small figures">{words.join(locale === 'en' ? '; ' : '；')}</p>
              {strategy === null ? null : <StrategyLines strategy={strategy} />}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
