import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Customer } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../../api/problem.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatDate, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { customerQuery } from '../../customers/api.ts';
import { calledBy } from '../../customers/called.ts';
import { MaskedField } from '../../customers/masked-field.tsx';
import { ScoreCard } from '../../customers/score-card.tsx';
import { SpendCard } from '../../customers/spend-card.tsx';
import { ConfirmSection, QualitySection } from '../../data-quality/quality-section.tsx';
import { fieldValuesQuery } from '../../fields/api.ts';
import { LikingSection } from '../../liking/liking-section.tsx';
import { TagsSection } from '../../people/tags-section.tsx';
import { seenQuery } from '../api.ts';
import { DerivedTagsSection } from '../derived-tags-section.tsx';
import { HabitsSection } from '../habits-section.tsx';
import { Picture } from '../picture.tsx';
import '../../customers/customers.css';
import '../../data-quality/data-quality.css';
import '../portrait.css';

const route = getRouteApi('/shell/customers/$customerId/portrait');

/** One page of who a customer is: picture, core data, value, habits, preferences said and seen, tags with their rules. */
export function PortraitPage() {
  const { t } = useTranslation();
  const { customerId } = route.useParams();
  const customer = useQuery(customerQuery(customerId));
  const isGone = statusOf(customer.error) === 404 || statusOf(customer.error) === 400;
  const title = customer.data === undefined ? t('portrait.title') : calledBy(customer.data, t('customers.unnamed'));
  return (
    <Page title={title} tabTitle={t('portrait.title')} isHeadless>
      <div className="profile-back">
        <Link to="/customers/$customerId" params={{ customerId }} className="icon-button">
          <Icon name="back" />
          {t('portrait.back')}
        </Link>
      </div>
      {customer.isPending ? <Skeleton shape="lines" /> : null}
      {customer.isError && isGone ? <Empty isPage icon="person" title={t('errors.customerGone')} /> : null}
      {customer.isSuccess || isGone ? null : <h1 className="visually-hidden">{title}</h1>}
      {customer.isError && !isGone ? <Failure error={customer.error} onRetry={() => void customer.refetch()} /> : null}
      {customer.data === undefined ? null : <Portrait customer={customer.data} />}
    </Page>
  );
}

function Portrait({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation();
  const may = useMay();
  const { id } = customer;
  return (
    <>
      <header className="portrait-head">
        <Picture customerId={id} name={customer.name} />
        <div className="customer-head-text">
          <h1>{calledBy(customer, t('customers.unnamed'))}</h1>
          <div className="customer-head-facts">
            <MaskedField customer={customer} field="phone" />
            <MaskedField customer={customer} field="email" />
            {customer.region === null ? null : <span>{customer.region}</span>}
            <span>{t('customer.since', { date: formatDate(customer.createdAt) })}</span>
          </div>
        </div>
      </header>
      <div className="portrait">
        {may('scores.read') ? (
          <Section title={t('portrait.value')}>
            <ScoreCard customerId={id} />
          </Section>
        ) : null}
        {may('orders.read') ? <SpendCard customerId={id} /> : null}
        {may('scores.read') ? <DerivedTagsSection customerId={id} /> : null}
        {may('orders.read') ? <HabitsSection customerId={id} /> : null}
        <LikingSection customerId={id} />
        <StatedSection customerId={id} />
        {may('behaviour.read') ? <ObservedSection customerId={id} /> : null}
        <TagsSection customer={customer} />
        <QualitySection customerId={id} />
        <ConfirmSection customerId={id} />
      </div>
    </>
  );
}

const CORE: ReadonlySet<string> = new Set(['contact', 'relation']);

/** What the customer or staff said: each with its source and date. */
function StatedSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const values = useQuery(fieldValuesQuery(customerId));
  const said = (values.data?.fields ?? []).filter(({ group, text }) => !CORE.has(group) && text !== null);
  return (
    <Section title={t('portrait.stated')} note={t('portrait.statedNote')}>
      {values.isPending ? <Skeleton shape="lines" /> : null}
      {values.isError ? <Failure error={values.error} onRetry={() => void values.refetch()} /> : null}
      {values.isSuccess && said.length === 0 ? <p className="quiet">{t('portrait.statedNone')}</p> : null}
      <ul className="quality-lines">
        {said.map(({ key, label, text, origin }) => (
          <li key={key}>
            <span className="quiet">{label[currentLocale()]}</span>
            <span className="dictionary-field">
              <span>{text}</span>
              {origin === null ? null : (
                <span className="quiet small">
                  {t('portrait.statedOrigin', { source: origin.label, date: formatDate(origin.at) })}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What follows from what they did on sites. */
function ObservedSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const seen = useQuery(seenQuery(customerId));
  const { data } = seen;
  return (
    <Section
      title={t('portrait.observed')}
      note={t('portrait.observedNote')}
      actions={
        <Link to="/customers/$customerId" params={{ customerId }}>
          {t('portrait.others')}
        </Link>
      }
    >
      {seen.isPending ? <Skeleton shape="lines" /> : null}
      {seen.isError ? <Failure error={seen.error} onRetry={() => void seen.refetch()} /> : null}
      {data === undefined ? null : (
        <ul className="quality-lines">
          <li>
            <span className="quiet">{t('portrait.visits')}</span>
            <span className="dictionary-field">
              <span className="figures">
                {t('portrait.visitsText', { total: formatNumber(data.visits.last90Days, locale) })}
              </span>
              {data.lastSeenAt === null ? null : (
                <span className="quiet small">{t('portrait.lastSeen', { date: formatDate(data.lastSeenAt) })}</span>
              )}
            </span>
          </li>
          {data.topCategories.map(({ category, views }) => (
            <li key={category}>
              <span>{category}</span>
              <span className="quiet figures">{t('portrait.views', { total: formatNumber(views, locale) })}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
