import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import type { FormProps } from './act-form.tsx';
import { ReturnForm, ShipmentForm, TrackingForm } from './goods-forms.tsx';
import { PaymentForm, RefundForm } from './money-forms.tsx';

/** Which form is open. */
export type Asked =
  | { readonly what: 'payment' }
  | { readonly what: 'refund'; readonly returnId: string | null }
  | { readonly what: 'return' }
  | { readonly what: 'shipment' }
  | { readonly what: 'tracking'; readonly shipmentId: string };

interface DialogsProps extends FormProps {
  readonly asked: Asked;
}

const LABELS = {
  payment: 'orders.addPayment',
  refund: 'orders.addRefund',
  return: 'orders.addReturn',
  shipment: 'orders.addShipment',
  tracking: 'orders.addTracking',
} as const;

/** The forms of an order, one at a time. */
export function OrderDialogs({ asked, ...form }: DialogsProps) {
  const { t } = useTranslation();
  return (
    <Dialog label={t(LABELS[asked.what])} onClose={form.onClose}>
      {asked.what === 'payment' ? <PaymentForm {...form} /> : null}
      {asked.what === 'refund' ? <RefundForm {...form} returnId={asked.returnId} /> : null}
      {asked.what === 'return' ? <ReturnForm {...form} /> : null}
      {asked.what === 'shipment' ? <ShipmentForm {...form} /> : null}
      {asked.what === 'tracking' ? <TrackingForm {...form} shipmentId={asked.shipmentId} /> : null}
    </Dialog>
  );
}
