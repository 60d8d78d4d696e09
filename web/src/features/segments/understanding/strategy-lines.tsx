import { useTranslation } from 'react-i18next';
import { formatDate } from '../../../i18n/format.ts';
import type { Strategy } from './api.ts';
import './understanding.css';

const PLANS = ['marketing', 'service', 'channels'] as const;

/** What is done for those of a segment, in a line each. */
export function StrategyLines({ strategy }: { readonly strategy: Strategy }) {
  const { t } = useTranslation();
  return (
    <dl className="customer-strategy">
      {PLANS.map((plan) =>
        strategy[plan] === null ? null : (
          <div key={plan}>
            <dt>{t(`understanding.plans.${plan}`)}</dt>
            <dd>{strategy[plan]}</dd>
          </div>
        ),
      )}
      <div>
        <dt>{t('understanding.answers')}</dt>
        <dd className="figures">
          {strategy.owner}
          {strategy.endsOn === null ? null : ` · ${t('understanding.until', { date: formatDate(strategy.endsOn) })}`}
        </dd>
      </div>
    </dl>
  );
}
