import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../../api/problem.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatDate, formatInstant } from '../../../i18n/format.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { offerUndo } from '../../../ui/undo.ts';
import {
  type HouseholdPage as Household,
  type HouseholdMember,
  householdQuery,
  purchasesQuery,
  requestHolder,
  requestHouseholdUndo,
  requestLeave,
  useRelationDeed,
} from '../api.ts';
import { HouseholdDialog, LinkMemberDialog, MoveDialog } from '../household-dialogs.tsx';
import { HouseholdMemberRow, type MemberAct } from '../household-member.tsx';
import { nameOf } from '../household-section.tsx';
import { MemberDialog } from '../member-dialog.tsx';
import '../../customers/customers.css';
import '../relations.css';

const route = getRouteApi('/shell/households/$householdId');

/** Who lives together, what each wears, what was bought for whom, and every change with the way back. */
export function HouseholdPage() {
  const { t } = useTranslation();
  const { householdId } = route.useParams();
  const household = useQuery(householdQuery(householdId));
  const isGone = statusOf(household.error) === 404 || statusOf(household.error) === 400;
  const title =
    household.data === undefined
      ? t('relations.household')
      : t('relations.homeOf', { name: nameOf(household.data, t('customers.unnamed')) });
  return (
    <Page
      title={title}
      isHeadless={!household.isSuccess}
      {...(household.isSuccess ? { actions: <Actions household={household.data} /> } : {})}
    >
      {household.isPending ? <Skeleton shape="lines" /> : null}
      {household.isError && isGone ? <Empty isPage icon="people" title={t('relations.householdGone')} /> : null}
      {household.isSuccess || isGone ? null : <h1 className="visually-hidden">{title}</h1>}
      {household.isError && !isGone ? (
        <Failure error={household.error} onRetry={() => void household.refetch()} />
      ) : null}
      {household.isSuccess ? <Whole household={household.data} /> : null}
    </Page>
  );
}

/** Tells what was done, with the way back. */
function useTold(): (household: Household) => void {
  const { t } = useTranslation();
  const undo = useRelationDeed<Household>();
  return ({ id, changes }) => {
    const [last] = changes;
    if (last !== undefined) {
      offerUndo(t(`relations.acts.${last.act}`, { name: last.member ?? '' }), {
        undo: () => undo.press((key) => requestHouseholdUndo(id, last.id, key)),
      });
    }
  };
}

function Actions({ household }: { readonly household: Household }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'edit' | 'add' | null>(null);
  const told = useTold();
  const close = (): void => setOpen(null);
  return household.can.write ? (
    <>
      <Button onClick={() => setOpen('edit')}>{t('relations.editHousehold')}</Button>
      <Button type="primary" onClick={() => setOpen('add')}>
        {t('relations.addMember')}
      </Button>
      {open === 'edit' ? <HouseholdDialog household={household} onClose={close} onSaved={told} /> : null}
      {open === 'add' ? <MemberDialog household={household} onClose={close} onSaved={told} /> : null}
    </>
  ) : null;
}

function Whole({ household }: { readonly household: Household }) {
  const { t } = useTranslation();
  const holder = household.members.find(({ relation }) => relation === 'holder')?.customer;
  return (
    <>
      {holder === null || holder === undefined ? null : (
        <div className="profile-back">
          <Link to="/customers/$customerId" params={{ customerId: holder.id }} className="icon-button">
            <Icon name="back" />
            {t('relations.toHolderPage')}
          </Link>
        </div>
      )}
      <div className="household">
        <div>
          <Members household={household} />
        </div>
        <div>
          <Facts household={household} />
          <Former household={household} />
          <Changes household={household} />
        </div>
      </div>
    </>
  );
}

function Members({ household }: { readonly household: Household }) {
  const { t } = useTranslation();
  const may = useMay();
  const mayOrders = may('orders.read');
  const purchases = useQuery({ ...purchasesQuery(household.id), enabled: mayOrders });
  const [asked, setAsked] = useState<{
    readonly what: 'edit' | 'move' | 'link';
    readonly member: HouseholdMember;
  } | null>(null);
  const told = useTold();
  const deed = useRelationDeed<Household>(told);
  const act = (what: MemberAct, member: HouseholdMember): void => {
    if (what === 'leave') {
      deed.press((key) => requestLeave(household.id, member.id, key));
    } else if (what === 'hold') {
      deed.press((key) => requestHolder(household.id, member.id, key));
    } else {
      setAsked({ what, member });
    }
  };
  const close = (): void => setAsked(null);
  const shared = asked === null ? null : { household, member: asked.member, onClose: close, onSaved: told };
  return (
    <Section title={t('relations.members')}>
      {deed.error === null ? null : <Failure error={deed.error} />}
      {purchases.isError ? <Failure error={purchases.error} onRetry={() => void purchases.refetch()} /> : null}
      {household.members.map((member) => (
        <HouseholdMemberRow
          key={member.id}
          member={member}
          purchases={mayOrders ? purchases.data?.items.find(({ memberId }) => memberId === member.id) : undefined}
          {...(household.can.write && !member.isHidden ? { onAct: (what: MemberAct) => act(what, member) } : {})}
        />
      ))}
      {shared === null ? null : asked?.what === 'edit' ? (
        <MemberDialog {...shared} />
      ) : asked?.what === 'move' ? (
        <MoveDialog {...shared} />
      ) : (
        <LinkMemberDialog {...shared} />
      )}
    </Section>
  );
}

function Facts({ household }: { readonly household: Household }) {
  const { t } = useTranslation();
  const facts: readonly (readonly [string, string | null])[] = [
    [t('relations.pooling'), t(`relations.poolings.${household.pooling}`)],
    [t('relations.address'), household.address],
    [t('relations.note'), household.note],
    [t('relations.since'), formatDate(household.createdAt)],
  ];
  return (
    <Section title={t('relations.facts')}>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label} className="fact">
            <dt>{label}</dt>
            <dd>{value ?? <span className="quiet">{t('common.missing')}</span>}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Former({ household }: { readonly household: Household }) {
  const { t } = useTranslation();
  return household.former.length === 0 ? null : (
    <Section title={t('relations.former')}>
      <ul className="records">
        {household.former.map((member) => (
          <li key={member.id}>
            <span>{member.isHidden ? t('relations.otherScope') : (member.name ?? t('customers.unnamed'))}</span>
            <span className="quiet small">
              {t('relations.was', {
                from: formatDate(member.joinedAt),
                to: member.leftAt === null ? '' : formatDate(member.leftAt),
              })}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Changes({ household }: { readonly household: Household }) {
  const { t } = useTranslation();
  const undo = useRelationDeed<Household>();
  return (
    <Section title={t('relations.changes')}>
      {undo.error === null ? null : <Failure error={undo.error} />}
      <ul className="records">
        {household.changes.map((change) => (
          <li key={change.id}>
            <span className="chosen-person">
              <span className={change.isUndone ? 'quiet' : undefined}>
                {t(`relations.acts.${change.act}`, { name: change.member ?? '' })}
                {change.isUndone ? ` · ${t('relations.undone')}` : ''}
              </span>
              {change.canUndo ? (
                <Button
                  size="small"
                  type="text"
                  disabled={undo.isPending}
                  aria-label={t('relations.undoOf', {
                    what: t(`relations.acts.${change.act}`, { name: change.member ?? '' }),
                  })}
                  onClick={() => undo.press((key) => requestHouseholdUndo(household.id, change.id, key))}
                >
                  {t('people.undo')}
                </Button>
              ) : null}
            </span>
            <span className="quiet small">
              {change.by} · {formatInstant(change.at)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
