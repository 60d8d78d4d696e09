import { type OrderPage, PAYMENT_METHODS, type PaymentMethod } from '@zhike/server/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { minorText, parseMinor } from '../products/amounts.ts';
import { ActForm, type FormProps, OptionalField, orNull, useValues } from './act-form.tsx';
import type { OrderAct } from './api.ts';
import { ChoiceField, TextField } from './order-field.tsx';

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

/** Money that came in. */
export function PaymentForm(props: FormProps) {
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
          <OptionalField
            label={t('orders.reference')}
            value={values.reference}
            onChange={(reference) => change({ reference })}
          />
        </>
      )}
    </ActForm>
  );
}

/** Money that goes back, for a return or without one. */
export function RefundForm(props: FormProps & { readonly returnId: string | null }) {
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
          <OptionalField label={t('orders.reason')} value={values.reason} onChange={(reason) => change({ reason })} />
        </>
      )}
    </ActForm>
  );
}
