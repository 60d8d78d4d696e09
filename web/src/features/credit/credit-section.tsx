import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatInstant, formatMoney } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Notice, Skeleton } from '../../ui/states.tsx';
import { type CreditLimit, type CustomerCredit, creditQuery } from './api.ts';
import './credit.css';
import { LimitForm } from './limit-form.tsx';

const SHOWN = 5;
const WHOLE = 100;

/** What a customer may owe and does owe, who set that, and what is overdue. */
export function CreditSection({ customerId }: { readonly customerId: string }) {
  const may = useMay();
  return may('credit.read') ? <Shown customerId={customerId} /> : null;
}

function Shown({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const [isWriting, setIsWriting] = useState(false);
  const credit = useQuery(creditQuery(customerId));
  return (
    <Section
      title={t('credit.title')}
      actions={
        credit.data?.can.write === true ? (
          <Button size="small" onClick={() => setIsWriting(true)}>
            {t(credit.data.limit === null ? 'credit.set' : 'credit.change')}
          </Button>
        ) : undefined
      }
    >
      {credit.isPending ? <Skeleton shape="lines" /> : null}
      {credit.isError ? <Failure error={credit.error} onRetry={() => void credit.refetch()} /> : null}
      {credit.data === undefined ? null : <Figures credit={credit.data} />}
      {credit.data === undefined || !isWriting ? null : (
        <LimitForm customerId={customerId} credit={credit.data} onClose={() => setIsWriting(false)} />
      )}
    </Section>
  );
}

function Figures({ credit }: { readonly credit: CustomerCredit }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { currency, limitMinor, openMinor, overdueMinor, overdueDays, roomMinor, outcome, undecided } = credit;
  const money = (minor: number): string => formatMoney(minor, { currency, locale });
  const [first] = undecided;
  const rows = [
    { name: t('credit.limit'), value: limitMinor === null ? t('credit.none') : money(limitMinor) },
    { name: t('credit.open'), value: money(openMinor) },
    ...(roomMinor === null ? [] : [{ name: t('credit.room'), value: money(roomMinor) }]),
    ...(overdueMinor === 0 ? [] : [{ name: t('credit.overdue', { count: overdueDays }), value: money(overdueMinor) }]),
  ];
  return (
    <>
      <dl className="credit-figures figures">
        {rows.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {limitMinor === null || limitMinor === 0 ? null : (
        <div className={`credit-used is-${outcome}`} aria-hidden="true">
          <span style={{ width: `${Math.min(WHOLE, (openMinor / limitMinor) * WHOLE)}%` }} />
        </div>
      )}
      {credit.causes.map((cause) => (
        <p key={cause} className="small credit-cause">
          {t(`credit.causes.${cause}`, { percent: credit.warningPercent })}
        </p>
      ))}
      {first === undefined ? null : (
        <Notice>
          {t('credit.undecided', { limits: undecided.map((one) => amountOf(one, t('credit.none'))).join(' · ') })}
        </Notice>
      )}
      <OpenOrders credit={credit} />
      <History history={credit.history} />
    </>
  );
}

function amountOf({ amountMinor, currency }: CreditLimit, none: string): string {
  return amountMinor === null ? none : formatMoney(amountMinor, { currency, locale: currentLocale() });
}

function OpenOrders({ credit: { orders } }: { readonly credit: CustomerCredit }) {
  const { t } = useTranslation();
  if (orders === null || orders.length === 0) {
    return null;
  }
  return (
    <ul className="credit-orders small" aria-label={t('credit.orders')}>
      {orders.slice(0, SHOWN).map((order) => (
        <li key={order.id}>
          <Link to="/orders/$orderId" params={{ orderId: order.id }} className="figures">
            {order.number}
          </Link>
          <span className="figures">
            {formatMoney(order.openMinor, { currency: order.currency, locale: currentLocale() })}
            <span className="quiet"> {t('credit.dueOn', { date: order.dueOn })}</span>
          </span>
        </li>
      ))}
      {orders.length > SHOWN ? <li className="quiet">{t('credit.more', { count: orders.length - SHOWN })}</li> : null}
    </ul>
  );
}

function History({ history }: { readonly history: readonly CreditLimit[] }) {
  const { t } = useTranslation();
  if (history.length === 0) {
    return null;
  }
  return (
    <details className="small">
      <summary className="quiet">{t('credit.history', { count: history.length })}</summary>
      <ol className="credit-history" reversed>
        {history.map((one) => (
          <li key={one.id}>
            <p className="figures">
              {[
                amountOf(one, t('credit.takenOff')),
                t('credit.days', { count: one.paymentDays }),
                ...(one.owner === null ? [] : [one.owner]),
              ].join(' · ')}
            </p>
            {one.reason === null ? null : <p>{one.reason}</p>}
            <p className="quiet figures">
              {t('understanding.changedBy', { when: formatInstant(one.changedAt), who: one.changedBy })}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}
