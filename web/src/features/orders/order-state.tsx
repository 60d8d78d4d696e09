import type { OrderPage, OrderStatus } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';

const TONES: Partial<Record<OrderStatus, 'quiet' | 'busy' | 'bad' | 'completed'>> = {
  cart: 'quiet',
  placed: 'busy',
  cod_confirmed: 'busy',
  paid: 'busy',
  picked: 'busy',
  shipped: 'busy',
  completed: 'completed',
  cancelled: 'quiet',
  partly_returned: 'bad',
  returned: 'bad',
};

/** The state as a word, coloured by what it asks of somebody. */
export function OrderState({ status }: { readonly status: OrderStatus }) {
  const { t } = useTranslation();
  return <span className={`order-state is-${TONES[status] ?? 'done'}`}>{t(`orders.statuses.${status}`)}</span>;
}

const PATH: readonly OrderStatus[] = ['placed', 'paid', 'picked', 'shipped', 'delivered', 'accepted', 'completed'];
const COD_PATH: readonly OrderStatus[] = PATH.map((status) => (status === 'paid' ? 'cod_confirmed' : status));

interface Step {
  readonly status: OrderStatus;
  readonly isPast: boolean;
  readonly isNow: boolean;
}

/** The straight way with where the order stands; ends that leave the way are added where they happened. */
function stepsOf({ status, history }: Pick<OrderPage, 'status' | 'history'>): readonly Step[] {
  const isCod = status === 'cod_confirmed' || history.some(({ to }) => to === 'cod_confirmed');
  const path = isCod ? COD_PATH : PATH;
  const place = path.indexOf(status);
  if (place >= 0) {
    return path.map((step, index) => ({ status: step, isPast: index < place, isNow: index === place }));
  }
  const reached = path.filter(
    (step) => step === 'placed' || history.some(({ from, to }) => from === step || to === step),
  );
  const before = status === 'cart' ? [] : reached;
  const after = status === 'cart' ? path : [];
  return [
    ...before.map((step) => ({ status: step, isPast: true, isNow: false })),
    { status, isPast: false, isNow: true },
    ...after.map((step) => ({ status: step, isPast: false, isNow: false })),
  ];
}

/** How far the order is, as steps in a row. */
export function StateTrack({ order }: { readonly order: Pick<OrderPage, 'status' | 'history'> }) {
  const { t } = useTranslation();
  return (
    <ol className="order-track" aria-label={t('orders.track')}>
      {stepsOf(order).map(({ status, isPast, isNow }) => (
        <li
          key={status}
          className={isNow ? 'is-now' : isPast ? 'is-past' : undefined}
          aria-current={isNow ? 'step' : undefined}
        >
          {t(`orders.statuses.${status}`)}
        </li>
      ))}
    </ol>
  );
}
