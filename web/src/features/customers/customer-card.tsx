import { useTranslation } from 'react-i18next';
import { formatDate } from '../../i18n/format.ts';
import { FactCard } from '../../ui/fact-card.tsx';
import { GroupMark } from '../insight/group-mark.tsx';
import { CustomerName, lastOrderAt, SalesTotal } from './customer-columns.tsx';
import type { CustomerRow } from './customer-row.ts';

/** A customer in two lines, for narrow pages: who, worth how much, in which group, last seen when. */
export function CustomerCard({ row }: { readonly row: CustomerRow }) {
  const { t } = useTranslation();
  const last = row.totals === undefined ? null : lastOrderAt(row.totals);
  return (
    <FactCard name={<CustomerName row={row} unnamed={t('customers.unnamed')} />}>
      <span className="figures">{row.totals === undefined ? null : <SalesTotal totals={row.totals} t={t} />}</span>
      <span className="quiet small">
        {row.score ? <GroupMark group={row.score.group} /> : (row.region ?? row.phone ?? '')}
      </span>
      <span className="quiet small figures">
        {last === null ? '' : `${t('customers.lastOrder')} ${formatDate(last)}`}
      </span>
    </FactCard>
  );
}
