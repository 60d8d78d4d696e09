import { useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { Entry } from '../fields/entry.tsx';
import {
  type HouseholdMember,
  type HouseholdPage,
  householdsOfQuery,
  type Kinship,
  requestHouseholdChange,
  requestMemberLink,
  requestMove,
  useRelationDeed,
} from './api.ts';
import { FindCustomer } from './find-customer.tsx';
import { nameOf } from './household-section.tsx';
import { KinshipField } from './kinship-field.tsx';

interface Props {
  readonly household: HouseholdPage;
  readonly onClose: () => void;
  readonly onSaved: (household: HouseholdPage) => void;
}

/** Name, address, and whether what is earned is kept together. */
export function HouseholdDialog({ household, onClose, onSaved }: Props) {
  const { t } = useTranslation();
  const { reveal } = household.can;
  const [form, setForm] = useState({
    name: household.name ?? '',
    pooling: household.pooling,
    address: reveal ? (household.address ?? '') : '',
    note: reveal ? (household.note ?? '') : '',
  });
  const save = useRelationDeed<HouseholdPage>((saved) => {
    onClose();
    onSaved(saved);
  });
  return (
    <Dialog label={t('relations.editHousehold')} onClose={onClose}>
      <form
        className="dialog-content"
        onSubmit={(event) => {
          event.preventDefault();
          save.press(() =>
            requestHouseholdChange(household.id, {
              ...form,
              address: reveal || form.address !== '' ? form.address : null,
              note: reveal || form.note !== '' ? form.note : null,
            }),
          );
        }}
      >
        <Entry label={t('relations.householdName')} note={t('relations.householdNameHint')}>
          <Input
            value={form.name}
            maxLength={100}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
        </Entry>
        <fieldset className="form-choice">
          <legend>{t('relations.pooling')}</legend>
          <Segmented<'pooled' | 'separate'>
            className="relation-choice"
            aria-label={t('relations.pooling')}
            value={form.pooling}
            options={[
              { value: 'separate', label: t('relations.poolings.separate') },
              { value: 'pooled', label: t('relations.poolings.pooled') },
            ]}
            onChange={(pooling) => setForm({ ...form, pooling })}
          />
        </fieldset>
        <Entry label={t('relations.address')} note={reveal ? undefined : t('relations.keepsMasked')}>
          <Input
            value={form.address}
            maxLength={300}
            onChange={(event) => setForm({ ...form, address: event.target.value })}
          />
        </Entry>
        <Entry label={t('relations.note')}>
          <Input
            value={form.note}
            maxLength={1000}
            onChange={(event) => setForm({ ...form, note: event.target.value })}
          />
        </Entry>
        {save.error === null ? null : <Failure error={save.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('people.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface MemberProps extends Props {
  readonly member: HouseholdMember;
}

/** To the household of somebody who is found by name. */
export function MoveDialog({ household, member, onClose, onSaved }: MemberProps) {
  const { t } = useTranslation();
  const [other, setOther] = useState<string | null>(null);
  const [relation, setRelation] = useState<Kinship>('other');
  const homes = useQuery({ ...householdsOfQuery(other ?? ''), enabled: other !== null });
  const home = homes.data?.items.find(({ id }) => id !== household.id);
  const move = useRelationDeed<HouseholdPage>((saved) => {
    onClose();
    onSaved(saved);
  });
  return (
    <Dialog label={t('relations.moveOf', { name: member.name ?? t('customers.unnamed') })} onClose={onClose}>
      <div className="dialog-content">
        <FindCustomer label={t('relations.joinWhose')} except={[]} onChoose={({ id }) => setOther(id)} />
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
        {move.error === null ? null : <Failure error={move.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={home === undefined}
            loading={move.isPending}
            onClick={() => {
              if (home !== undefined) {
                move.press((key) => requestMove(household.id, member.id, home.id, relation, key));
              }
            }}
          >
            {t('relations.move')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Which customer a named person is. */
export function LinkMemberDialog({ household, member, onClose, onSaved }: MemberProps) {
  const { t } = useTranslation();
  const link = useRelationDeed<HouseholdPage>((saved) => {
    onClose();
    onSaved(saved);
  });
  return (
    <Dialog label={t('relations.linkOf', { name: member.name ?? t('customers.unnamed') })} onClose={onClose}>
      <div className="dialog-content">
        <p className="quiet small">{t('relations.linkHint')}</p>
        <FindCustomer
          label={t('relations.customer')}
          except={household.members.flatMap(({ customer }) => customer?.id ?? [])}
          onChoose={({ id }) => link.press(() => requestMemberLink(household.id, member.id, id))}
        />
        {link.error === null ? null : <Failure error={link.error} />}
      </div>
    </Dialog>
  );
}
