import {
  type OrderPage,
  PAYMENT_METHODS,
  type PaymentMethod,
  TRACKING_STATUSES,
  type TrackingStatus,
} from '@zhike/server/contracts';
import { Button, Input } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { minorText, parseMinor } from '../products/amounts.ts';
import type { OrderAct, Pressed } from './api.ts';
import { ChoiceField, TextField } from './order-field.tsx';

/** Which form is open. */
export type Asked =
  | { readonly what: 'payment' }
  | { readonly what: 'refund'; readonly returnId: string | null }
  | { readonly what: 'return' }
  | { readonly what: 'shipment' }
  | { readonly what: 'tracking'; readonly shipmentId: string };

interface DialogsProps {
  readonly order: OrderPage;
  readonly asked: Asked;
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly onClose: () => void;
  readonly onAct: (pressed: Pressed) => void;
}

/** What every form of an order is given. */
type FormProps = Omit<DialogsProps, 'asked'>;

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

interface ActFormProps extends Pick<DialogsProps, 'error' | 'isBusy' | 'onClose' | 'onAct'> {
  /** What the values come to; null while something is missing. */
  readonly act: OrderAct | null;
  /** Told whether somebody has tried to send, from when on faults are shown. */
  readonly children: (wasSent: boolean) => ReactNode;
}

/** The frame of a form: sends once, under one key, and says what went wrong. */
function ActForm({ act, error, isBusy, onClose, onAct, children }: ActFormProps) {
  const { t } = useTranslation();
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (act !== null && !isBusy) {
      onAct({ act, key });
    }
  };
  return (
    <form className="dialog-content" onSubmit={submit} noValidate>
      {children(wasSent)}
      {error === null ? null : <Failure error={error} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('orders.save')}
        </Button>
      </div>
    </form>
  );
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** The values of a form, changed by parts. */
function useValues<Values extends object>(first: Values): [Values, (change: Partial<Values>) => void] {
  const [values, setValues] = useState(first);
  return [values, (change) => setValues((old) => ({ ...old, ...change }))];
}

function MethodField({
  value,
  onChange,
}: {
  readonly value: PaymentMethod;
  readonly onChange: (method: PaymentMethod) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <ChoiceField
      label={t('orders.method')}
      value={value}
      options={PAYMENT_METHODS.map((method) => ({ value: method, label: t(`orders.methods.${method}`) }))}
      onChange={onChange}
    />
  );
}

interface AmountProps {
  readonly order: OrderPage;
  readonly value: string;
  readonly mostMinor: number;
  readonly wasSent: boolean;
  readonly onChange: (text: string) => void;
}

/** An amount in the order's currency, within its bound; null when it is neither. */
function boundedMinor(text: string, { currency }: OrderPage, mostMinor: number): number | null {
  const minor = parseMinor(text, currency);
  return minor === null || minor <= 0 || minor > mostMinor ? null : minor;
}

/** ¥ for yuan, as amounts are written elsewhere. */
function symbolOf(currency: string): string {
  const parts = new Intl.NumberFormat(currentLocale(), {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  return parts.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency;
}

function AmountField({ order, value, mostMinor, wasSent, onChange }: AmountProps): ReactNode {
  const { t } = useTranslation();
  const { currency } = order;
  const most = formatMoney(mostMinor, { currency, locale: currentLocale() });
  const isWrong = boundedMinor(value, order, mostMinor) === null;
  return (
    <TextField
      label={t('orders.amount')}
      hint={t('orders.amountHint')}
      value={value}
      fault={wasSent && isWrong ? t('orders.amountWrong', { most }) : null}
      isNumber
      prefix={symbolOf(currency)}
      onChange={onChange}
    />
  );
}

function PaymentForm(props: FormProps) {
  const { order } = props;
  const { t } = useTranslation();
  const isCod = order.history.some(({ to }) => to === 'cod_confirmed') || order.status === 'cod_confirmed';
  const [values, change] = useValues({
    method: (isCod ? 'cash_on_delivery' : 'wechat') as PaymentMethod,
    amount: minorText(order.openMinor, order.currency),
    reference: '',
  });
  const amountMinor = boundedMinor(values.amount, order, order.openMinor);
  const act: OrderAct | null =
    amountMinor === null
      ? null
      : { do: 'pay', method: values.method, amountMinor, reference: orNull(values.reference) };
  return (
    <ActForm {...props} act={act}>
      {(wasSent) => (
        <>
          <AmountField
            order={order}
            value={values.amount}
            mostMinor={order.openMinor}
            wasSent={wasSent}
            onChange={(amount) => change({ amount })}
          />
          <MethodField value={values.method} onChange={(next) => change({ method: next })} />
          <TextField
            label={t('orders.reference')}
            hint={t('orders.optional')}
            value={values.reference}
            fault={null}
            onChange={(reference) => change({ reference })}
          />
        </>
      )}
    </ActForm>
  );
}

function RefundForm(props: FormProps & { readonly returnId: string | null }) {
  const { order, returnId } = props;
  const { t } = useTranslation();
  const locale = currentLocale();
  const { currency } = order;
  const waiting = order.returns.filter(({ state, id }) => state === 'accepted' || id === returnId);
  const worth = (id: string | null): number =>
    Math.min(order.returns.find((item) => item.id === id)?.valueMinor ?? order.refundableMinor, order.refundableMinor);
  const [values, change] = useValues({
    method: (order.payments[0]?.method ?? 'wechat') as PaymentMethod,
    amount: minorText(worth(returnId), currency),
    reason: '',
    returnId,
  });
  const amountMinor = boundedMinor(values.amount, order, order.refundableMinor);
  const { method, returnId: of } = values;
  const act: OrderAct | null =
    amountMinor === null ? null : { do: 'refund', method, amountMinor, reason: orNull(values.reason), returnId: of };
  return (
    <ActForm {...props} act={act}>
      {(wasSent) => (
        <>
          <AmountField
            order={order}
            value={values.amount}
            mostMinor={order.refundableMinor}
            wasSent={wasSent}
            onChange={(amount) => change({ amount })}
          />
          <MethodField value={values.method} onChange={(next) => change({ method: next })} />
          {waiting.length === 0 ? null : (
            <ChoiceField
              label={t('orders.forReturn')}
              value={values.returnId ?? ''}
              options={[
                { value: '', label: t('orders.noReturn') },
                ...waiting.map((item) => ({
                  value: item.id,
                  label: t('orders.returnOf', {
                    date: formatDate(item.at),
                    value: formatMoney(item.valueMinor, { currency, locale }),
                  }),
                })),
              ]}
              onChange={(next) => change({ returnId: next === '' ? null : next })}
            />
          )}
          <TextField
            label={t('orders.reason')}
            hint={t('orders.optional')}
            value={values.reason}
            fault={null}
            onChange={(reason) => change({ reason })}
          />
        </>
      )}
    </ActForm>
  );
}

const QUANTITY = /^\d{1,9}(?:\.\d{1,6})?$/u;

function ReturnForm(props: FormProps) {
  const { order } = props;
  const { t } = useTranslation();
  const open = order.allowed.returns;
  const [values, change] = useValues({ pieces: {} as Readonly<Record<string, string>>, reason: '' });
  const lines = open.flatMap(({ lineNo }) => {
    const quantity = (values.pieces[lineNo] ?? '').trim();
    return quantity === '' || Number(quantity) === 0 ? [] : [{ lineNo, quantity }];
  });
  const isRight = lines.every(({ lineNo, quantity }) => {
    const most = open.find((one) => one.lineNo === lineNo)?.quantity ?? '0';
    return QUANTITY.test(quantity) && Number(quantity) <= Number(most);
  });
  const act: OrderAct | null =
    lines.length === 0 || !isRight ? null : { do: 'takeBack', lines, reason: orNull(values.reason) };
  const isMissing = !Object.values(values.pieces).some((quantity) => Number(quantity) > 0);
  return (
    <ActForm {...props} act={act}>
      {(wasSent) => (
        <>
          <fieldset className="order-pieces">
            <legend>{t('orders.pieces')}</legend>
            {open.map(({ lineNo, quantity }) => {
              const typed = values.pieces[lineNo] ?? '';
              const line = order.lines.find((one) => one.lineNo === lineNo);
              const isWrong = typed !== '' && (!QUANTITY.test(typed.trim()) || Number(typed) > Number(quantity));
              return (
                <label key={lineNo}>
                  <span>{t('orders.piecesOf', { sku: line?.name ?? line?.sku ?? '', most: Number(quantity) })}</span>
                  <Input
                    inputMode="decimal"
                    value={typed}
                    placeholder="0"
                    {...(isWrong ? { status: 'error' as const } : {})}
                    onChange={(event) => change({ pieces: { ...values.pieces, [lineNo]: event.target.value } })}
                  />
                </label>
              );
            })}
            <p className="field-fault" aria-live="polite">
              {wasSent && isMissing ? t('orders.piecesWrong') : null}
            </p>
          </fieldset>
          <TextField
            label={t('orders.reason')}
            hint={t('orders.optional')}
            value={values.reason}
            fault={null}
            onChange={(reason) => change({ reason })}
          />
        </>
      )}
    </ActForm>
  );
}

function ShipmentForm(props: FormProps) {
  const { t } = useTranslation();
  const [values, change] = useValues({ carrier: '', number: '', address: '' });
  const [carrier, number] = [values.carrier.trim(), values.number.trim()];
  const act: OrderAct | null =
    carrier === '' || number === '' ? null : { do: 'ship', carrier, number, address: orNull(values.address) };
  const missing = (value: string): string | null => (value === '' ? t('orders.needed') : null);
  return (
    <ActForm {...props} act={act}>
      {(wasSent) => (
        <>
          <TextField
            label={t('orders.carrier')}
            hint={t('orders.carrierHint')}
            value={values.carrier}
            fault={wasSent ? missing(carrier) : null}
            onChange={(next) => change({ carrier: next })}
          />
          <TextField
            label={t('orders.parcel')}
            hint=""
            value={values.number}
            fault={wasSent ? missing(number) : null}
            onChange={(next) => change({ number: next })}
          />
          <TextField
            label={t('orders.address')}
            hint={t('orders.addressNote')}
            value={values.address}
            fault={null}
            onChange={(address) => change({ address })}
          />
        </>
      )}
    </ActForm>
  );
}

function TrackingForm(props: FormProps & { readonly shipmentId: string }) {
  const { t } = useTranslation();
  const [values, change] = useValues({ status: 'in_transit' as TrackingStatus, place: '', text: '' });
  const { status } = values;
  const act: OrderAct = {
    do: 'track',
    shipmentId: props.shipmentId,
    status,
    place: orNull(values.place),
    text: orNull(values.text),
  };
  return (
    <ActForm {...props} act={act}>
      {() => (
        <>
          <ChoiceField
            label={t('orders.trackingStatus')}
            value={status}
            options={TRACKING_STATUSES.map((value) => ({ value, label: t(`orders.trackingStatuses.${value}`) }))}
            onChange={(next) => change({ status: next })}
          />
          <TextField
            label={t('orders.place')}
            hint={t('orders.optional')}
            value={values.place}
            fault={null}
            onChange={(place) => change({ place })}
          />
          <TextField
            label={t('orders.note')}
            hint={t('orders.optional')}
            value={values.text}
            fault={null}
            onChange={(text) => change({ text })}
          />
        </>
      )}
    </ActForm>
  );
}
