import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useCanGoBack, useNavigate, useRouter } from '@tanstack/react-router';
import type { OrderPage as OrderData } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../../api/problem.ts';
import { formatInstant, formatMoney } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Icon } from '../../../ui/icon.tsx';
import { useKeys } from '../../../ui/keys/keys.ts';
import { Page } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { overLimitIn } from '../../credit/api.ts';
import { CreditAlert } from '../../credit/credit-alert.tsx';
import { type OrderAct, orderPageQuery, useOrderAct } from '../api.ts';
import { type Asked, OrderDialogs } from '../order-dialogs.tsx';
import { OrderGoods } from '../order-goods.tsx';
import { OrderHistory } from '../order-history.tsx';
import { OrderMoney } from '../order-money.tsx';
import { OrderState, StateTrack } from '../order-state.tsx';
import '../orders.css';

const route = getRouteApi('/shell/orders/$orderId');

function useBack(): () => void {
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const navigate = useNavigate();
  return () => {
    if (canGoBack) {
      router.history.back();
    } else {
      void navigate({ to: '/orders', search: {} });
    }
  };
}

/** One order: how far it is, what was bought, paid, sent, brought back; and what can be done with it now. */
export function OrderPage() {
  const { t } = useTranslation();
  const { orderId } = route.useParams();
  const order = useQuery(orderPageQuery(orderId));
  const back = useBack();
  useKeys([{ id: 'back', keys: 'Escape', label: t('keys.back'), group: 'page', run: back }]);
  const isGone = statusOf(order.error) === 404 || statusOf(order.error) === 400;
  const title = order.data?.number ?? t('orders.title');
  return (
    <Page title={title} isHeadless>
      <div className="order-back">
        <button type="button" className="icon-button" onClick={back}>
          <Icon name="back" />
          {t('common.back')}
        </button>
      </div>
      {order.isPending ? <Skeleton shape="lines" /> : null}
      {order.isError && isGone ? <Empty isPage icon="orders" title={t('orders.gone')} /> : null}
      {order.isSuccess || isGone ? null : <h1 className="visually-hidden">{title}</h1>}
      {order.isError && !isGone && order.data === undefined ? (
        <Failure error={order.error} onRetry={() => void order.refetch()} />
      ) : null}
      {order.data === undefined || isGone ? null : <OrderBody order={order.data} />}
    </Page>
  );
}

function OrderBody({ order }: { readonly order: OrderData }) {
  const act = useOrderAct(order.id);
  const [asked, setAsked] = useState<Asked | null>(null);
  const press = (pressed: OrderAct): void => {
    if (!act.isPending) {
      act.mutate({ act: pressed, key: crypto.randomUUID() });
    }
  };
  const parts = { order, isBusy: act.isPending, onAsk: setAsked, onAct: press };
  return (
    <>
      <OrderHead {...parts} />
      <StateTrack order={order} />
      <Refused act={act} isAsked={asked !== null} onGoOn={press} />
      <div className="order">
        <div className="order-column">
          <OrderGoods {...parts} />
        </div>
        <div className="order-column">
          <OrderMoney {...parts} />
          <OrderHistory {...parts} />
        </div>
      </div>
      {asked === null ? null : (
        <OrderDialogs
          order={order}
          asked={asked}
          error={act.error}
          isBusy={act.isPending}
          onClose={() => {
            act.reset();
            setAsked(null);
          }}
          onAct={(pressed) => act.mutate({ act: pressed.act, key: pressed.key }, { onSuccess: () => setAsked(null) })}
        />
      )}
    </>
  );
}

interface RefusedProps {
  readonly act: ReturnType<typeof useOrderAct>;
  /** A form is open, which says itself what went wrong. */
  readonly isAsked: boolean;
  readonly onGoOn: (act: OrderAct) => void;
}

/** Why the last act was not done; one that was over the credit limit can be gone on with for a reason. */
function Refused({ act, isAsked, onGoOn }: RefusedProps) {
  const over = overLimitIn(act.error);
  const tried = act.variables?.act;
  if (!act.isError && !act.isPending) {
    return null;
  }
  if (over !== null && tried?.do === 'move') {
    return (
      <CreditAlert
        key={tried.status}
        text={over}
        isBusy={act.isPending}
        onGoOn={(creditReason) => onGoOn({ ...tried, creditReason })}
      />
    );
  }
  return act.isError && !isAsked ? <Failure error={act.error} /> : null;
}

interface HeadProps {
  readonly order: OrderData;
  readonly isBusy: boolean;
  readonly onAsk: (asked: Asked) => void;
  readonly onAct: (act: OrderAct) => void;
}

function OrderHead({ order, isBusy, onAsk, onAct }: HeadProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const money = (minor: number): string => formatMoney(minor, { currency: order.currency, locale });
  const { allowed } = order;
  // Until it is paid, taking the money is what comes next.
  const next = order.status === 'placed' ? undefined : allowed.statuses.find((status) => status !== 'cancelled');
  return (
    <header className="order-head">
      <div className="order-head-text">
        <h1>
          {order.number}
          <OrderState status={order.status} />
        </h1>
        <div className="order-head-facts">
          <span>
            {order.customer === null ? (
              t('orders.nobody')
            ) : (
              <Link to="/customers/$customerId" params={{ customerId: order.customer.id }}>
                {order.customer.name ?? order.customer.account ?? t('customers.unnamed')}
              </Link>
            )}
          </span>
          <span>{order.shop?.name ?? `${t('orders.source')} ${order.source}`}</span>
          <span className="figures">{formatInstant(order.placedAt)}</span>
          <span className="figures">
            {order.refundedMinor === 0
              ? money(order.totalMinor)
              : `${money(order.totalMinor)} − ${money(order.refundedMinor)}`}
          </span>
        </div>
      </div>
      <div className="order-acts">
        <Link to="/orders/$orderId/delivery-note" params={{ orderId: order.id }}>
          {t('deliveryNote.link')}
        </Link>
        {allowed.undo === null ? null : (
          <Button
            icon={<Icon name="undo" />}
            disabled={isBusy}
            onClick={() => onAct({ do: 'undo', changeId: allowed.undo ?? '' })}
          >
            {t('orders.undo')}
          </Button>
        )}
        {allowed.payment ? (
          <Button type={next === undefined ? 'primary' : 'default'} onClick={() => onAsk({ what: 'payment' })}>
            {t('orders.addPayment')}
          </Button>
        ) : null}
        {allowed.statuses.map((status) =>
          status === 'shipped' ? (
            <Button
              key={status}
              type={status === next ? 'primary' : 'default'}
              onClick={() => onAsk({ what: 'shipment' })}
            >
              {t('orders.addShipment')}
            </Button>
          ) : (
            <Button
              key={status}
              disabled={isBusy}
              type={status === next ? 'primary' : 'default'}
              danger={status === 'cancelled'}
              onClick={() => onAct({ do: 'move', status })}
            >
              {t(`orders.acts.${status}`)}
            </Button>
          ),
        )}
      </div>
    </header>
  );
}
