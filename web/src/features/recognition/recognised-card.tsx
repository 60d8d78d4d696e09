import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatDate, formatInstant, formatMoney, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { calledBy } from '../customers/called.ts';
import type { Recognised } from './api.ts';
import './recognition.css';

interface CardProps {
  readonly customer: Recognised;
  readonly tookMs: number;
}

/** Who it is, in the order in which it is needed: name, what to mind, what they are worth, what is open, what next. */
export function RecognisedCard({ customer, tookMs }: CardProps) {
  const { t } = useTranslation();
  const name = calledBy(customer, t('customers.unnamed'));
  return (
    <article className="recognised" aria-label={name}>
      <header className="recognised-head">
        <h2>
          <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
            {name}
          </Link>
        </h2>
        <p className="quiet figures">
          {[customer.phone, customer.region, ...customer.tags]
            .filter((part) => part !== null && part !== '')
            .join(' · ')}
        </p>
        <p className="quiet small figures">{t('recognise.took', { ms: tookMs })}</p>
      </header>
      <Heeds customer={customer} />
      <div className="recognised-parts">
        <Worth customer={customer} />
        <Bought customer={customer} />
        <Open customer={customer} />
      </div>
      {customer.missing.length === 0 ? null : (
        <p className="quiet small">
          {t('recognise.missing', { parts: customer.missing.map((part) => t(`recognise.parts.${part}`)).join('、') })}
        </p>
      )}
    </article>
  );
}

function Heeds({ customer: { heeds } }: Pick<CardProps, 'customer'>) {
  const { t } = useTranslation();
  return heeds.length === 0 ? null : (
    <ul className="recognised-heeds" aria-label={t('recognise.heeds')}>
      {heeds.map(({ kind, text }) => (
        <li key={`${kind} ${text.en}`} className={kind.startsWith('prefers') ? undefined : 'is-warning'}>
          <Icon name={kind.startsWith('prefers') ? 'info' : 'warning'} />
          <span>{text[currentLocale()]}</span>
        </li>
      ))}
    </ul>
  );
}

function Facts({ rows }: { readonly rows: readonly { readonly name: string; readonly value: ReactNode }[] }) {
  return (
    <dl className="recognised-facts">
      {rows.map(({ name, value }) => (
        <div key={name}>
          <dt className="quiet">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Worth({ customer }: Pick<CardProps, 'customer'>) {
  const { t } = useTranslation();
  const may = useMay();
  const locale = currentLocale();
  const { classes, rfm, tier, segments } = customer;
  const join = locale === 'en' ? ', ' : '、';
  const rows = [
    ...classes.map(({ label, bandLabel, note, strategy }) => ({
      name: label[locale],
      value: (
        <>
          <strong title={note[locale]}>{bandLabel[locale]}</strong>
          {strategy === null ? null : (
            <span className="quiet small">
              {' '}
              {[strategy.service, strategy.marketing, strategy.channels].filter((plan) => plan !== null).join(join)}
              {strategy.owner === null ? null : ` · ${t('recognise.owner', { name: strategy.owner })}`}
            </span>
          )}
        </>
      ),
    })),
    ...(rfm === null
      ? []
      : [
          {
            name: t('customers.group'),
            value: (
              <>
                <strong>{rfm.label[locale]}</strong> <span className="figures">{`${rfm.r}-${rfm.f}-${rfm.m}`}</span>{' '}
                <span className="quiet small figures">
                  {t('recognise.rfmText', {
                    days: formatNumber(rfm.recencyDays, locale),
                    orders: formatNumber(rfm.frequency, locale),
                    sum: formatMoney(rfm.monetaryMinor, { currency: rfm.currency, locale }),
                  })}
                </span>
              </>
            ),
          },
        ]),
    ...(tier === null
      ? []
      : [{ name: t('pyramid.title'), value: t('recognise.tier', { tier: tier.tier, names: tier.names.join(join) }) }]),
  ];
  return (
    <Section title={t('recognise.worth')}>
      {rows.length === 0 && segments.length === 0 ? <p className="quiet">{t('recognise.noWorth')}</p> : null}
      <Facts rows={rows} />
      <ul className="recognised-lines">
        {segments.map(({ id, name, service }) => (
          <li key={id}>
            {may('segments.read') ? (
              <Link to="/segments/$segmentId" params={{ segmentId: id }}>
                {name}
              </Link>
            ) : (
              name
            )}
            {service === null ? null : <span className="quiet small">{service}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Bought({ customer: { lastOrder, next, firstOrderAt } }: Pick<CardProps, 'customer'>) {
  const { t } = useTranslation();
  const may = useMay();
  const locale = currentLocale();
  const rows = [
    ...(lastOrder === null
      ? []
      : [
          {
            name: t('recognise.lastOrder'),
            value: (
              <>
                <Link to="/orders/$orderId" params={{ orderId: lastOrder.id }} className="figures">
                  {formatDate(lastOrder.placedAt)}
                </Link>{' '}
                <strong className="figures">
                  {formatMoney(lastOrder.totalMinor, { currency: lastOrder.currency, locale })}
                </strong>
              </>
            ),
          },
        ]),
    ...(next === null
      ? []
      : [
          {
            name: t('recognise.next'),
            value: (
              <>
                {may('products.read') ? (
                  <Link to="/products/$productId" params={{ productId: next.productId }}>
                    {next.name}
                  </Link>
                ) : (
                  next.name
                )}{' '}
                {next.on === null ? null : (
                  <span className="quiet small figures">{t('recognise.nextOn', { date: next.on })}</span>
                )}
              </>
            ),
          },
        ]),
  ];
  return (
    <Section title={t('recognise.bought')}>
      {rows.length === 0 ? (
        <p className="quiet">{t(firstOrderAt === null ? 'recognise.neverBought' : 'recognise.notShown')}</p>
      ) : (
        <Facts rows={rows} />
      )}
    </Section>
  );
}

function Open({ customer: { open } }: Pick<CardProps, 'customer'>) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <Section title={t('recognise.open')}>
      {open.length === 0 ? <p className="quiet">{t('recognise.nothingOpen')}</p> : null}
      <ul className="recognised-lines">
        {open.map(({ id, kind, title, dueAt, isLate }) => (
          <li key={id}>
            <span>{title}</span>
            <span className="quiet small">
              {kind[locale]}
              {dueAt === null ? null : (
                <span className={isLate ? 'is-late figures' : 'figures'}>
                  {` · ${t(isLate ? 'recognise.late' : 'recognise.due', { when: formatInstant(dueAt) })}`}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
