import { TRACKING_STATUSES, type TrackingStatus } from '@zhike/server/contracts';
import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { ActForm, type FormProps, OptionalField, orNull, useValues } from './act-form.tsx';
import type { OrderAct } from './api.ts';
import { ChoiceField, TextField } from './order-field.tsx';

const QUANTITY = /^\d{1,9}(?:\.\d{1,6})?$/u;

/** Pieces that come back. */
export function ReturnForm(props: FormProps) {
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
  return (
    <ActForm {...props} act={act}>
      {(wasSent) => (
        <>
          <fieldset className="order-pieces">
            <legend>{t('orders.pieces')}</legend>
            {open.map(({ lineNo, quantity }, index) => {
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
                    aria-invalid={isWrong || (wasSent && lines.length === 0 && index === 0)}
                    {...(isWrong ? { status: 'error' as const } : {})}
                    onChange={(event) => change({ pieces: { ...values.pieces, [lineNo]: event.target.value } })}
                  />
                </label>
              );
            })}
            <p className="field-fault" aria-live="polite">
              {wasSent && act === null ? t('orders.piecesWrong') : null}
            </p>
          </fieldset>
          <OptionalField label={t('orders.reason')} value={values.reason} onChange={(reason) => change({ reason })} />
        </>
      )}
    </ActForm>
  );
}

/** A parcel on its way. */
export function ShipmentForm(props: FormProps) {
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

/** What happened to a parcel. */
export function TrackingForm(props: FormProps & { readonly shipmentId: string }) {
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
          <OptionalField label={t('orders.place')} value={values.place} onChange={(place) => change({ place })} />
          <OptionalField label={t('orders.note')} value={values.text} onChange={(text) => change({ text })} />
        </>
      )}
    </ActForm>
  );
}
