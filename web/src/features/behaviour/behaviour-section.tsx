import { queryOptions, useQuery } from '@tanstack/react-query';
import { type CustomerBehaviour, getCustomerBehaviour } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { useMay } from '../../app/use-me.ts';
import { formatInstant, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import './behaviour.css';

const behaviourQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['behaviour', customerId],
    queryFn: ({ signal }) => call(getCustomerBehaviour, { params: { id: customerId }, signal }),
  });

/** What a customer did on the sites lately; absent for those who may not see it and for customers never seen there. */
export function BehaviourSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const isAllowed = useMay()('behaviour.read');
  const behaviour = useQuery({ ...behaviourQuery(customerId), enabled: isAllowed });
  if (!isAllowed || (behaviour.isSuccess && behaviour.data.lastSeenAt === null)) {
    return null;
  }
  return (
    <Section title={t('behaviour.title')}>
      {behaviour.isPending ? <Skeleton shape="lines" /> : null}
      {behaviour.isError ? <Failure error={behaviour.error} onRetry={() => void behaviour.refetch()} /> : null}
      {behaviour.isSuccess ? <Counts behaviour={behaviour.data} /> : null}
    </Section>
  );
}

function Counts({ behaviour }: { readonly behaviour: CustomerBehaviour }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { visits, kinds, topCategories, topProducts, lastSeenAt } = behaviour;
  const lines = [
    { name: t('behaviour.visits'), ...visits },
    ...kinds
      .filter(({ kind }) => kind !== 'visit')
      .map(({ kind, ...counts }) => ({ name: t(`behaviour.kind.${kind}`), ...counts })),
  ];
  const categories = topCategories.map(({ category }) => category).join(' · ');
  const products = topProducts.map(({ sku }) => sku).join(' · ');
  const notes: readonly string[] = [
    ...(categories === '' ? [] : [t('behaviour.topCategories', { names: categories })]),
    ...(products === '' ? [] : [t('behaviour.topProducts', { names: products })]),
    ...(lastSeenAt === null ? [] : [t('behaviour.lastSeen', { when: formatInstant(lastSeenAt) })]),
  ];
  return (
    <>
      <table className="behaviour-counts">
        <thead>
          <tr>
            <th scope="col">{t('behaviour.what')}</th>
            <th scope="col">{t('behaviour.days', { count: 30 })}</th>
            <th scope="col">{t('behaviour.days', { count: 90 })}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, last30Days, last90Days }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="figures">{formatNumber(last30Days, locale)}</td>
              <td className="figures">{formatNumber(last90Days, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet small behaviour-top">
        {notes.map((note) => (
          <span key={note}>{note}</span>
        ))}
      </p>
    </>
  );
}
