import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant } from '../../../i18n/format.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { useGridPages } from '../../../ui/paged-list.tsx';
import { MiddleText } from '../../../ui/parts.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { CustomerPeek } from '../../customers/customer-peek.tsx';
import { type Member, membersQuery, type SegmentDetail } from '../api.ts';
import { WhyIn } from './why-in.tsx';

const route = getRouteApi('/shell/segments/$segmentId');

function useMemberColumns(canOpen: boolean): readonly GridColumn<Member>[] {
  const { t } = useTranslation();
  return useMemo<readonly GridColumn<Member>[]>(
    () => [
      {
        id: 'name',
        header: t('customers.name'),
        width: 200,
        grow: 2,
        cell: (row) => {
          const name = <MiddleText text={row.name ?? t('customers.unnamed')} max={30} />;
          return canOpen ? (
            <Link to="/customers/$customerId" params={{ customerId: row.customerId }} tabIndex={-1}>
              {name}
            </Link>
          ) : (
            name
          );
        },
      },
      {
        id: 'account',
        header: t('customers.account'),
        width: 200,
        grow: 2,
        cell: (row) => <MiddleText text={row.account ?? ''} max={30} />,
      },
      {
        id: 'entered',
        header: t('segments.enteredAt'),
        width: 160,
        isNumber: true,
        cell: (row) => formatInstant(row.enteredAt),
      },
    ],
    [t, canOpen],
  );
}

function MemberCard({ row }: { readonly row: Member }) {
  const { t } = useTranslation();
  return (
    <FactCard name={<MiddleText text={row.name ?? t('customers.unnamed')} max={26} />}>
      <span className="quiet small">{row.account}</span>
      <span className="quiet small figures">{formatInstant(row.enteredAt)}</span>
    </FactCard>
  );
}

const cardOf = (row: Member) => <MemberCard row={row} />;

/** Who is in it; each opens beside the list, with why. */
export function MembersGrid({ segment }: { readonly segment: SegmentDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const canOpen = may('customers.read');
  const { peek } = route.useSearch();
  const go = useNavigate();
  const navigate = route.useNavigate();
  const members = useInfiniteQuery(membersQuery(segment.id));
  const { refetch } = members;
  useEffect(() => {
    void refetch();
  }, [segment.members, refetch]);
  const { rows, more, foot } = useGridPages(members);
  const columns = useMemberColumns(canOpen);
  const open = (id: string | null): void =>
    void navigate({ search: id === null ? {} : { peek: id }, replace: true, resetScroll: false });
  if (members.isPending) {
    return <Skeleton shape="rows" />;
  }
  if (members.isError && rows.length === 0) {
    return <Failure error={members.error} onRetry={() => void members.refetch()} />;
  }
  if (rows.length === 0) {
    const isWaiting = segment.stale && segment.state === 'saved';
    return (
      <Empty
        icon="people"
        title={t(isWaiting ? 'segments.working' : 'segments.noMembers')}
        body={isWaiting ? '' : t('segments.noMembersBody')}
      />
    );
  }
  return (
    <div className="segment-grid" style={{ ['--rows' as string]: segment.members }}>
      <Grid
        label={t('segments.membersGrid')}
        columns={columns}
        rows={rows}
        rowId={(row) => row.customerId}
        total={segment.members}
        card={cardOf}
        {...(canOpen
          ? {
              onOpen: (row: Member) =>
                void go({ to: '/customers/$customerId', params: { customerId: row.customerId } }),
              onPeek: (row: Member) => open(row.customerId),
              onClose: () => open(null),
            }
          : {})}
        peekedId={peek ?? null}
        onEndReached={more}
        memoryKey={`segment:${segment.id}`}
        foot={foot}
      />
      {peek === undefined || !canOpen ? null : (
        <CustomerPeek id={peek} onClose={() => open(null)}>
          <WhyIn rule={segment.rule} customerId={peek} />
        </CustomerPeek>
      )}
    </div>
  );
}
