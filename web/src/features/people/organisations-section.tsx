import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { organisationsOfQuery } from './api.ts';

/** The organisations that a customer stands for; nothing for the many who stand for none. */
export function OrganisationsSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const organisations = useQuery(organisationsOfQuery(customerId));
  if (organisations.isSuccess && organisations.data.items.length === 0) {
    return null;
  }
  return (
    <Section title={t('people.organisations')}>
      {organisations.isPending ? <Skeleton shape="lines" /> : null}
      {organisations.isError ? (
        <Failure error={organisations.error} onRetry={() => void organisations.refetch()} />
      ) : null}
      <ul className="records">
        {(organisations.data?.items ?? []).map((one) => (
          <li key={one.id}>
            <Link to="/organisations/$organisationId" params={{ organisationId: one.id }}>
              {one.name}
            </Link>
            <span className="quiet small">
              {[one.department, one.position, one.role].filter((part) => part !== null).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
