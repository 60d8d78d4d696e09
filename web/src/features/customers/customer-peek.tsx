import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { Panel } from '../../ui/panel.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { customerOrdersQuery, customerQuery } from './api.ts';
import { CustomerHead } from './customer-head.tsx';
import { OrderTotalsList } from './order-totals.tsx';
import { ScoreCard } from './score-card.tsx';
import './customers.css';

/** A customer beside the list: the head, what was bought in all, the score. */
export function CustomerPeek({
  id,
  onClose,
  children,
}: {
  readonly id: string;
  readonly onClose: () => void;
  /** What the list wants to say of this customer, below the head. */
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const customer = useQuery(customerQuery(id));
  const orders = useInfiniteQuery({ ...customerOrdersQuery(id), enabled: may('orders.read') });
  const totals = orders.data?.pages[0]?.totals;
  return (
    <Panel
      label={t('customers.peek')}
      onClose={onClose}
      actions={
        <Link to="/customers/$customerId" params={{ customerId: id }}>
          {t('customers.openPage')}
        </Link>
      }
    >
      {customer.isPending ? <Skeleton shape="lines" /> : null}
      {customer.isError ? <Failure error={customer.error} onRetry={() => void customer.refetch()} /> : null}
      {customer.isSuccess ? (
        <div className="peek">
          <CustomerHead customer={customer.data} isCompact />
          {children}
          {totals === undefined ? null : <OrderTotalsList totals={totals} />}
          {may('scores.read') ? <ScoreCard customerId={id} /> : null}
        </div>
      ) : null}
    </Panel>
  );
}
