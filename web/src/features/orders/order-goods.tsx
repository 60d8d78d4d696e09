import type { OrderPage } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatMoney, formatNumber, formatUnitPrice } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { RecipientChoice } from '../relations/recipient-choice.tsx';
import type { OrderAct } from './api.ts';
import type { Asked } from './order-dialogs.tsx';

export interface PartProps {
  readonly order: OrderPage;
  readonly isBusy: boolean;
  readonly onAsk: (asked: Asked) => void;
  readonly onAct: (act: OrderAct) => void;
}

/** What was bought, what was sent and where it is, what came back. */
export function OrderGoods(props: PartProps) {
  return (
    <>
      <Lines order={props.order} />
      <Shipments {...props} />
      <Returns {...props} />
    </>
  );
}

function Lines({ order }: { readonly order: OrderPage }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { currency } = order;
  return (
    <Section title={t('orders.lines')}>
      <ul className="order-lines">
        {order.lines.map((line) => (
          <li key={line.lineNo}>
            <span className="order-line-name">
              {line.name ?? line.sku}
              {line.name === null ? null : <span className="quiet small">{line.sku}</span>}
              <RecipientChoice orderId={order.id} lineNo={line.lineNo} what={line.name ?? line.sku} />
            </span>
            <span className="quiet figures">
              {formatNumber(Number(line.quantity), locale, 3)} × {formatUnitPrice(line.unitPrice, { currency, locale })}
            </span>
            <span className="figures order-line-amount">{formatMoney(line.amountMinor, { currency, locale })}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Pieces in words: SHIRT × 1; nothing said is the whole order. */
function piecesText(
  order: OrderPage,
  pieces: readonly { readonly lineNo: number; readonly quantity: string }[],
): string {
  return pieces
    .map(({ lineNo, quantity }) => {
      const line = order.lines.find((one) => one.lineNo === lineNo);
      return `${line?.sku ?? lineNo} × ${formatNumber(Number(quantity), currentLocale(), 3)}`;
    })
    .join(', ');
}

function Shipments({ order, isBusy, onAsk, onAct }: PartProps) {
  const { t } = useTranslation();
  return (
    <Section
      title={t('orders.shipments')}
      actions={
        order.allowed.shipment && !order.allowed.statuses.includes('shipped') ? (
          <Button size="small" onClick={() => onAsk({ what: 'shipment' })}>
            {t('orders.addShipment')}
          </Button>
        ) : null
      }
    >
      {order.shipments.length === 0 ? <p className="quiet">{t('orders.shipmentsNone')}</p> : null}
      {order.shipments.map((shipment) => (
        <article key={shipment.id} className="order-fact">
          <header>
            <strong>
              {shipment.carrier} <span className="figures">{shipment.number}</span>
            </strong>
            <span className="quiet small">
              {[
                formatInstant(shipment.at),
                shipment.lines.length === 0 ? t('orders.whole') : piecesText(order, shipment.lines),
                shipment.address,
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </span>
          </header>
          {shipment.tracking.length === 0 ? null : (
            <ol className="order-tracking">
              {shipment.tracking.toReversed().map((event) => (
                <li key={event.id}>
                  <span className="quiet small figures">{formatInstant(event.at)}</span>
                  <span>
                    {t(`orders.trackingStatuses.${event.status}`)}
                    {[event.place, event.text].map((word) =>
                      word === null ? null : (
                        <span key={word} className="quiet">
                          {' '}
                          {word}
                        </span>
                      ),
                    )}
                  </span>
                </li>
              ))}
            </ol>
          )}
          {order.allowed.statuses.length > 0 || order.allowed.returns.length > 0 || shipment.mayWithdraw ? (
            <div className="order-fact-acts">
              <Button size="small" onClick={() => onAsk({ what: 'tracking', shipmentId: shipment.id })}>
                {t('orders.addTracking')}
              </Button>
              {shipment.mayWithdraw ? (
                <Button
                  size="small"
                  type="text"
                  disabled={isBusy}
                  onClick={() => onAct({ do: 'withdraw', kind: 'shipment', factId: shipment.id })}
                >
                  {t('orders.withdraw')}
                </Button>
              ) : null}
            </div>
          ) : null}
        </article>
      ))}
    </Section>
  );
}

function Returns({ order, isBusy, onAsk, onAct }: PartProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <Section
      title={t('orders.returns')}
      actions={
        order.allowed.returns.length > 0 ? (
          <Button size="small" onClick={() => onAsk({ what: 'return' })}>
            {t('orders.addReturn')}
          </Button>
        ) : null
      }
    >
      {order.returns.length === 0 ? <p className="quiet">{t('orders.returnsNone')}</p> : null}
      {order.returns.map((item) => (
        <article key={item.id} className="order-fact">
          <header>
            <strong>
              {piecesText(order, item.lines)}{' '}
              <span className={item.state === 'refused' ? 'quiet' : 'order-state is-busy'}>
                {t(`orders.returnStates.${item.state}`)}
              </span>
            </strong>
            <span className="quiet small">
              {[
                formatInstant(item.at),
                t('orders.value', { value: formatMoney(item.valueMinor, { currency: order.currency, locale }) }),
                item.reason,
                item.by,
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </span>
          </header>
          {item.next.length > 0 || item.mayWithdraw || (item.state === 'accepted' && order.allowed.refund) ? (
            <div className="order-fact-acts">
              {item.next.map((state) => (
                <Button
                  key={state}
                  size="small"
                  disabled={isBusy}
                  danger={state === 'refused'}
                  onClick={() => onAct({ do: 'moveReturn', returnId: item.id, state })}
                >
                  {t(`orders.returnActs.${state}`)}
                </Button>
              ))}
              {item.state === 'accepted' && order.allowed.refund ? (
                <Button size="small" onClick={() => onAsk({ what: 'refund', returnId: item.id })}>
                  {t('orders.addRefund')}
                </Button>
              ) : null}
              {item.mayWithdraw ? (
                <Button
                  size="small"
                  type="text"
                  disabled={isBusy}
                  onClick={() => onAct({ do: 'withdraw', kind: 'return', factId: item.id })}
                >
                  {t('orders.withdraw')}
                </Button>
              ) : null}
            </div>
          ) : null}
        </article>
      ))}
    </Section>
  );
}
