import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { offerUndo } from '../../ui/undo.ts';
import {
  type Household,
  type HouseholdPage,
  householdsOfQuery,
  type Kinship,
  requestHousehold,
  requestHouseholdUndo,
  requestMember,
  useRelationDeed,
} from './api.ts';
import { FindCustomer } from './find-customer.tsx';
import { KinshipField } from './kinship-field.tsx';
import { MemberName } from './member-name.tsx';
import './relations.css';

/** With whom a customer lives; the way to a household of their own or of somebody else where there is none. */
export function HouseholdSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const found = useQuery(householdsOfQuery(customerId));
  const [isJoining, setIsJoining] = useState(false);
  const undo = useRelationDeed<HouseholdPage>();
  const create = useRelationDeed<HouseholdPage>(({ id, changes }) => {
    const [made] = changes;
    offerUndo(t('relations.founded'), {
      undo: made === undefined ? null : () => undo.press((key) => requestHouseholdUndo(id, made.id, key)),
    });
  });
  const items = found.data?.items ?? [];
  const mayFound = found.data?.can.write === true && items.length === 0;
  return (
    <Section
      title={t('relations.household')}
      {...(mayFound
        ? {
            actions: (
              <>
                <Button
                  size="small"
                  loading={create.isPending}
                  onClick={() => create.press((key) => requestHousehold(customerId, key))}
                >
                  {t('relations.found')}
                </Button>
                <Button size="small" onClick={() => setIsJoining(true)}>
                  {t('relations.join')}
                </Button>
              </>
            ),
          }
        : {})}
    >
      {found.isPending ? <Skeleton shape="lines" /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {create.error === null ? null : <Failure error={create.error} />}
      {found.isSuccess && items.length === 0 ? <p className="quiet">{t('relations.noHousehold')}</p> : null}
      {items.length > 1 ? <p className="field-fault">{t('relations.several')}</p> : null}
      {items.map((household) => (
        <Home key={household.id} household={household} customerId={customerId} />
      ))}
      {isJoining ? <JoinDialog customerId={customerId} onClose={() => setIsJoining(false)} /> : null}
    </Section>
  );
}

function Home({ household, customerId }: { readonly household: Household; readonly customerId: string }) {
  const { t } = useTranslation();
  return (
    <>
      <ul>
        {household.members
          .filter(({ customer }) => customer?.id !== customerId)
          .map((member) => (
            <li key={member.id} className="home-member">
              <MemberName member={member} />
            </li>
          ))}
      </ul>
      <Link to="/households/$householdId" params={{ householdId: household.id }}>
        {t('relations.openHousehold', { name: nameOf(household, t('customers.unnamed')) })}
      </Link>
    </>
  );
}

/** What a household is called. */
export function nameOf({ name, holder }: Pick<Household, 'name' | 'holder'>, unnamed: string): string {
  return name ?? holder?.name ?? unnamed;
}

/** Into the household of somebody who is found by name. */
function JoinDialog({ customerId, onClose }: { readonly customerId: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [other, setOther] = useState<string | null>(null);
  const [relation, setRelation] = useState<Kinship>('spouse');
  const homes = useQuery({ ...householdsOfQuery(other ?? ''), enabled: other !== null });
  const join = useRelationDeed<HouseholdPage>(onClose);
  const home = homes.data?.items[0];
  const form = { relation, relationWord: '', name: '', birthday: '', note: '', sizes: {} };
  return (
    <Dialog label={t('relations.join')} onClose={onClose}>
      <div className="dialog-content">
        <FindCustomer
          label={t('relations.joinWhose')}
          except={[customerId]}
          onChoose={(customer) => setOther(customer.id)}
        />
        {homes.isError ? <Failure error={homes.error} onRetry={() => void homes.refetch()} /> : null}
        {homes.isSuccess && home === undefined ? <p className="quiet">{t('relations.hasNone')}</p> : null}
        {home === undefined ? null : (
          <>
            <p className="chosen-person">
              <strong>{t('relations.homeOf', { name: nameOf(home, t('customers.unnamed')) })}</strong>
            </p>
            <KinshipField value={relation} onChange={setRelation} />
          </>
        )}
        {join.error === null ? null : <Failure error={join.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={home === undefined}
            loading={join.isPending}
            onClick={() => {
              if (home !== undefined) {
                join.press((key) => requestMember(home.id, form, { customerId }, key));
              }
            }}
          >
            {t('relations.joinDo')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
