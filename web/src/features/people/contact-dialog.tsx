import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestContact } from './api.ts';
import { CardText } from './card-text.tsx';
import { TextField } from './organisation-dialog.tsx';

const EMPTY = { name: '', phone: '', email: '', address: '', department: '', position: '', role: '' };
type Key = keyof typeof EMPTY;

/** Somebody from their business card: a known phone or e-mail finds the customer, others make a new one. */
export function ContactDialog({
  organisationId,
  onClose,
}: {
  readonly organisationId: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(EMPTY);
  const [wasSent, setSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const isReachable = form.phone.trim() !== '' || form.email.trim() !== '';
  const faults: Partial<Record<Key, string>> = {
    ...(form.name.trim() === '' ? { name: t('people.contactNameMissing') } : {}),
    ...(isReachable ? {} : { phone: t('people.contactReach') }),
  };
  const save = useMutation({
    mutationFn: () => {
      const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
      const { phone, email, address } = form;
      const card = {
        name: form.name.trim(),
        ...(phone.trim() === '' ? {} : { phone: phone.trim() }),
        ...(email.trim() === '' ? {} : { email: email.trim() }),
        ...(address.trim() === '' ? {} : { address: address.trim() }),
      };
      const place = { role: orNull(form.role), department: orNull(form.department), position: orNull(form.position) };
      return requestContact(organisationId, { card, ...place }, key);
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['people'] });
      onClose();
    },
  });
  const field = (name: Key, label: string, hint?: string) => (
    <TextField
      label={label}
      {...(hint === undefined ? {} : { hint })}
      value={form[name]}
      fault={wasSent ? (faults[name] ?? null) : null}
      onChange={(value) => setForm({ ...form, [name]: value })}
    />
  );
  return (
    <Dialog label={t('people.contactAdd')} onClose={onClose}>
      <form
        className="dialog-content"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setSent(true);
          if (Object.keys(faults).length === 0 && !save.isPending) {
            save.mutate();
          }
        }}
      >
        <p className="quiet small">{t('people.contactCard')}</p>
        <CardText onRead={(read) => setForm((before) => ({ ...before, ...read }))} />
        {field('name', t('people.contactName'))}
        <div className="form-pair">
          {field('phone', t('people.phone'))}
          {field('email', t('people.email'))}
          {field('department', t('people.department'))}
          {field('position', t('people.position'))}
        </div>
        {field('address', t('people.address'))}
        {field('role', t('people.role'), t('people.roleHint'))}
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('people.contactAdd')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
