import { Button, Input, Segmented } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { Entry } from '../fields/entry.tsx';
import { LINK_KINDS, type LinkKind, type Relation, requestLink, useRelationDeed } from './api.ts';
import { FindCustomer } from './find-customer.tsx';

const DAY = /^(?:|\d{4}-\d{2}-\d{2})$/u;

/** A link with somebody who is found by name. */
export function RelationDialog({ customerId, onClose }: { readonly customerId: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [other, setOther] = useState<{ readonly id: string; readonly name: string | null } | null>(null);
  const [kind, setKind] = useState<LinkKind>('family');
  const [otherIs, setOtherIs] = useState<'from' | 'to'>('to');
  const [form, setForm] = useState({ word: '', since: '', note: '' });
  const [wasSent, setWasSent] = useState(false);
  const save = useRelationDeed<Relation>(onClose);
  const isDirected = kind === 'referrer' || kind === 'business';
  const isOdd = !DAY.test(form.since.trim());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (other !== null && !isOdd) {
      save.press((key) => requestLink(customerId, { ...form, otherId: other.id, kind, otherIs }, key));
    }
  };
  return (
    <Dialog label={t('relations.addLink')} onClose={onClose}>
      <form className="dialog-content" noValidate onSubmit={submit}>
        <FindCustomer label={t('relations.withWhom')} except={[customerId]} onChoose={setOther} />
        {other === null ? null : (
          <p className="chosen-person">
            <strong>{other.name ?? t('customers.unnamed')}</strong>
          </p>
        )}
        {wasSent && other === null ? <p className="field-fault">{t('relations.needCustomer')}</p> : null}
        <fieldset className="form-choice">
          <legend>{t('relations.kind')}</legend>
          <Segmented<LinkKind>
            className="relation-choice"
            aria-label={t('relations.kind')}
            value={kind}
            options={LINK_KINDS.map((value) => ({ value, label: t(`relations.kinds.${value}`) }))}
            onChange={setKind}
          />
        </fieldset>
        {isDirected ? (
          <fieldset className="form-choice">
            <legend>{t('relations.otherIs')}</legend>
            <Segmented<'from' | 'to'>
              className="relation-choice"
              aria-label={t('relations.otherIs')}
              value={otherIs}
              options={(['from', 'to'] as const).map((value) => ({
                value,
                label: t(`relations.sides.${kind}.${value}`),
              }))}
              onChange={setOtherIs}
            />
          </fieldset>
        ) : null}
        <div className="form-pair">
          <Entry label={t('relations.word')} note={t('relations.linkWordHint')}>
            <Input
              value={form.word}
              maxLength={40}
              onChange={(event) => setForm({ ...form, word: event.target.value })}
            />
          </Entry>
          <Entry
            label={t('relations.sinceWhen')}
            note={t('relations.dayHint')}
            fault={wasSent && isOdd ? t('relations.dayHint') : null}
          >
            <Input
              value={form.since}
              maxLength={10}
              onChange={(event) => setForm({ ...form, since: event.target.value })}
            />
          </Entry>
        </div>
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
            {t('relations.addLink')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
