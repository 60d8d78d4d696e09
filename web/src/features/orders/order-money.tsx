import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatMoney } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import type { PartProps } from './order-goods.tsx';

/** What came in, what went back, what is left. */
export function OrderMoney(props: PartProps) {
  return (
    <>
      <Payments {...props} />
      <Refunds {...props} />
    </>
  );
}

function Payments({ order, isBusy, onAct }: Omit<PartProps, 'onAsk'>) {
  const { t } = useTranslation();
  const money = (minor: number): string => formatMoney(minor, { currency: order.currency, locale: currentLocale() });
  const rows = [
    [t('orders.total'), money(order.totalMinor)],
    [t('orders.received'), money(order.receivedMinor)],
    ...(order.openMinor > 0 ? [[t('orders.open'), money(order.openMinor)]] : []),
    ...(order.refundedMinor > 0
      ? [
          [t('orders.refunded'), money(-order.refundedMinor)],
          [t('orders.net'), money(order.totalMinor - order.refundedMinor)],
        ]
      : []),
  ];
  return (
    <Section title={t('orders.payments')}>
      <dl className="order-sums">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt className="quiet">{name}</dt>
            <dd className="figures">{value}</dd>
          </div>
        ))}
      </dl>
      {order.payments.length === 0 ? <p className="quiet">{t('orders.paymentsNone')}</p> : null}
      {order.payments.map((payment) => (
        <article key={payment.id} className="order-fact is-row">
          <header>
            <strong className="figures">
              {money(payment.amountMinor)}{' '}
              <span className="order-fact-kind">{t(`orders.methods.${payment.method}`)}</span>
            </strong>
            <span className="quiet small">
              {[formatInstant(payment.at), payment.reference, payment.by].filter((part) => part !== null).join(' · ')}
            </span>
          </header>
          {payment.mayWithdraw ? (
            <Button
              size="small"
              type="text"
              disabled={isBusy}
              onClick={() => onAct({ do: 'withdraw', kind: 'payment', factId: payment.id })}
            >
              {t('orders.withdraw')}
            </Button>
          ) : null}
        </article>
      ))}
    </Section>
  );
}

function Refunds({ order, isBusy, onAsk, onAct }: PartProps) {
  const { t } = useTranslation();
  const money = (minor: number): string => formatMoney(minor, { currency: order.currency, locale: currentLocale() });
  const mayAct = order.allowed.refund || order.allowed.payment || order.allowed.returns.length > 0;
  return (
    <Section
      title={t('orders.refunds')}
      actions={
        order.allowed.refund ? (
          <Button size="small" onClick={() => onAsk({ what: 'refund', returnId: null })}>
            {t('orders.addRefund')}
          </Button>
        ) : null
      }
    >
      {order.refunds.length === 0 ? <p className="quiet">{t('orders.refundsNone')}</p> : null}
      {order.refunds.map((refund) => (
        <article key={refund.id} className="order-fact is-row">
          <header>
            <strong className="figures">
              {money(-refund.amountMinor)}{' '}
              <span className="order-fact-kind">{t(`orders.methods.${refund.method}`)}</span>
            </strong>
            <span className="quiet small">
              {[
                formatInstant(refund.at),
                refund.lineNo === null ? null : t('orders.line', { line: refund.lineNo }),
                refund.reason,
                refund.by,
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </span>
          </header>
          {mayAct ? (
            <Button
              size="small"
              type="text"
              disabled={isBusy}
              onClick={() => onAct({ do: 'withdraw', kind: 'refund', factId: refund.id })}
            >
              {t('orders.withdraw')}
            </Button>
          ) : null}
        </article>
      ))}
    </Section>
  );
}
