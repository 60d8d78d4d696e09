import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { Section } from '../../ui/page.tsx';
import type { PartProps } from './order-goods.tsx';

/** Every state that the order has had, with who or what brought it there. */
export function OrderHistory({ order }: Pick<PartProps, 'order'>) {
  const { t } = useTranslation();
  return (
    <Section title={t('orders.history')}>
      {order.history.length === 0 ? <p className="quiet">{t('orders.historyNone')}</p> : null}
      <ol className="order-tracking">
        {order.history.map((step) => (
          <li key={step.id}>
            <span className="quiet small figures">{formatInstant(step.at)}</span>
            <span>
              {step.from === null
                ? t(`orders.statuses.${step.to}`)
                : t('orders.historyStep', {
                    from: t(`orders.statuses.${step.from}`),
                    to: t(`orders.statuses.${step.to}`),
                  })}
              <span className="quiet small">
                {' '}
                {[t(`orders.origins.${step.origin}`), step.by, step.reason].filter((part) => part !== null).join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
