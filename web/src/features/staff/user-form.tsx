import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import '../../ui/form.css';
import { faultsByField } from '../fields/faults.ts';
import { FormFault } from '../fields/form-fault.tsx';
import { ChoiceField, TextField } from '../orders/order-field.tsx';
import { requestUser, requestUserChange, type User, type UserForm } from './api.ts';
import { AssignmentsField } from './assignments-field.tsx';

interface UserDialogProps {
  /** Absent for a new one. */
  readonly user?: User;
  readonly onClose: () => void;
  /** Told a new colleague with the password made for them. */
  readonly onMade: (made: { readonly user: User; readonly password: string }) => void;
}

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(text);

/** Who somebody is, the language they read, and what they may where. */
export function UserDialog({ user, onClose, onMade }: UserDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<UserForm>({
    name: user?.name ?? '',
    email: user?.email ?? '',
    locale: user?.locale ?? currentLocale(),
    assignments: user?.assignments ?? [],
  });
  const [wasSent, setWasSent] = useState(false);
  const wanted = { ...form, name: form.name.trim(), email: form.email.trim() };
  const save = useMutation({
    mutationFn: async () => {
      if (user === undefined) {
        return requestUser(wanted);
      }
      await requestUserChange(user.id, changesOf(user, wanted));
      return null;
    },
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: ['staff'] });
      onClose();
      if (made !== null && made.temporaryPassword !== null) {
        onMade({ user: made.user, password: made.temporaryPassword });
      }
    },
  });
  const said = faultsByField(save.error);
  const nameFault = wasSent && wanted.name === '' ? t('staff.needName') : (said.get('name') ?? null);
  const emailFault = wasSent && !isEmail(wanted.email) ? t('staff.needEmail') : (said.get('email') ?? null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (wanted.name !== '' && isEmail(wanted.email) && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={user === undefined ? t('staff.new') : t('staff.editName', { name: user.name })} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <TextField
          label={t('staff.name')}
          hint=""
          value={form.name}
          fault={nameFault}
          onChange={(name) => setForm({ ...form, name })}
        />
        <TextField
          label={t('staff.email')}
          hint="name@example.com"
          value={form.email}
          fault={emailFault}
          note={t('staff.emailNote')}
          onChange={(email) => setForm({ ...form, email })}
        />
        <ChoiceField
          label={t('staff.language')}
          value={form.locale}
          options={[
            { value: 'zh-CN', label: t('staff.languages.zh') },
            { value: 'en', label: t('staff.languages.en') },
          ]}
          onChange={(locale) => setForm({ ...form, locale })}
        />
        <AssignmentsField value={form.assignments} onChange={(assignments) => setForm({ ...form, assignments })} />
        <FormFault error={save.error} placed={said.has('name') || said.has('email') ? said.size : 0} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t(user === undefined ? 'staff.create' : 'staff.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Only what is different: rights that stay are nobody's business to check again. */
function changesOf(user: User, wanted: UserForm): Partial<UserForm> {
  return {
    ...(user.name === wanted.name ? {} : { name: wanted.name }),
    ...(user.email === wanted.email ? {} : { email: wanted.email }),
    ...(user.locale === wanted.locale ? {} : { locale: wanted.locale }),
    ...(JSON.stringify(user.assignments) === JSON.stringify(wanted.assignments)
      ? {}
      : { assignments: wanted.assignments }),
  };
}
