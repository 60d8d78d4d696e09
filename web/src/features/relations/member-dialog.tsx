import { Button, Input, Segmented } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { Entry } from '../fields/entry.tsx';
import {
  type HouseholdMember,
  type HouseholdPage,
  KINSHIPS,
  type MemberForm,
  requestMember,
  requestMemberChange,
  SIZES,
  useRelationDeed,
} from './api.ts';
import { FindCustomer } from './find-customer.tsx';
import { KinshipField } from './kinship-field.tsx';

interface MemberDialogProps {
  readonly household: HouseholdPage;
  /** Absent for somebody who comes. */
  readonly member?: HouseholdMember;
  readonly onClose: () => void;
  readonly onSaved: (household: HouseholdPage) => void;
}

const EMPTY: MemberForm = { relation: 'child', relationWord: '', name: '', birthday: '', note: '', sizes: {} };

/** What is kept about a member: a customer, or somebody who is none, with sizes and birthday. */
export function MemberDialog({ household, member, onClose, onSaved }: MemberDialogProps) {
  const { t } = useTranslation();
  const mayReveal = household.can.reveal;
  const [form, setForm] = useState<MemberForm>(() => (member === undefined ? EMPTY : formOf(member, mayReveal)));
  const [isCustomer, setIsCustomer] = useState(false);
  const [customer, setCustomer] = useState<{ readonly id: string; readonly name: string | null } | null>(null);
  const [wasSent, setWasSent] = useState(false);
  const save = useRelationDeed<HouseholdPage>((saved) => {
    onClose();
    onSaved(saved);
  });
  const isPerson = member === undefined ? !isCustomer : member.customer === null;
  const isShort = isPerson && form.name.trim() === '';
  const isNobody = member === undefined && isCustomer && customer === null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isShort && !isNobody) {
      save.press((key) =>
        member === undefined
          ? requestMember(household.id, form, isCustomer && customer !== null ? { customerId: customer.id } : null, key)
          : requestMemberChange(household.id, member, form, mayReveal),
      );
    }
  };
  return (
    <Dialog label={t(member === undefined ? 'relations.addMember' : 'relations.editMember')} onClose={onClose}>
      <form className="dialog-content" noValidate onSubmit={submit}>
        {member === undefined ? (
          <Segmented
            className="relation-choice"
            aria-label={t('relations.whoComes')}
            value={isCustomer ? 'customer' : 'person'}
            options={[
              { value: 'person', label: t('relations.aPerson') },
              { value: 'customer', label: t('relations.aCustomer') },
            ]}
            onChange={(value) => setIsCustomer(value === 'customer')}
          />
        ) : null}
        {member === undefined && isCustomer ? (
          <>
            <FindCustomer label={t('relations.customer')} except={[]} onChoose={setCustomer} />
            {customer === null ? null : (
              <p className="chosen-person">
                <strong>{customer.name ?? t('customers.unnamed')}</strong>
              </p>
            )}
            {wasSent && isNobody ? <p className="field-fault">{t('relations.needCustomer')}</p> : null}
          </>
        ) : null}
        {isPerson ? <PersonFields form={form} isFaulty={wasSent && isShort} onChange={setForm} /> : null}
        <div className="form-pair">
          {member?.relation === 'holder' ? null : (
            <KinshipField value={form.relation} onChange={(relation) => setForm({ ...form, relation })} />
          )}
          <Entry label={t('relations.word')} note={t('relations.wordHint')}>
            <Input
              value={form.relationWord}
              maxLength={40}
              onChange={(event) => setForm({ ...form, relationWord: event.target.value })}
            />
          </Entry>
        </div>
        <SizeFields form={form} onChange={setForm} />
        <Entry label={t('relations.note')}>
          <Input
            value={form.note}
            maxLength={500}
            onChange={(event) => setForm({ ...form, note: event.target.value })}
          />
        </Entry>
        {save.error === null ? null : <Failure error={save.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t(member === undefined ? 'relations.addMember' : 'people.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  readonly form: MemberForm;
  readonly onChange: (form: MemberForm) => void;
}

function PersonFields({ form, isFaulty, onChange }: FieldsProps & { readonly isFaulty: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="form-pair">
      <Entry label={t('relations.name')} fault={isFaulty ? t('relations.needName') : null}>
        <Input
          value={form.name}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => onChange({ ...form, name: event.target.value })}
        />
      </Entry>
      <Entry label={t('relations.birthday')} note={t('relations.birthdayHint')}>
        <Input
          value={form.birthday}
          maxLength={60}
          autoComplete="off"
          onChange={(event) => onChange({ ...form, birthday: event.target.value })}
        />
      </Entry>
    </div>
  );
}

function SizeFields({ form, onChange }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="form-choice">
      <legend>{t('relations.sizes')}</legend>
      <div className="form-pair">
        {SIZES.map((kind) => (
          <Entry key={kind} label={t(`relations.sizeKinds.${kind}`)}>
            <Input
              value={form.sizes[kind] ?? ''}
              maxLength={20}
              onChange={(event) => onChange({ ...form, sizes: { ...form.sizes, [kind]: event.target.value } })}
            />
          </Entry>
        ))}
      </div>
    </fieldset>
  );
}

/** What is known already. Masked values are left empty: a mask would be saved in place of what it hides. */
function formOf(member: HouseholdMember, mayReveal: boolean): MemberForm {
  return {
    relation: KINSHIPS.find((kinship) => kinship === member.relation) ?? 'other',
    relationWord: member.relationWord ?? '',
    name: member.name ?? '',
    birthday: mayReveal && member.customer === null ? (member.birthday ?? '') : '',
    note: mayReveal ? (member.note ?? '') : '',
    sizes: { ...member.sizes },
  };
}
