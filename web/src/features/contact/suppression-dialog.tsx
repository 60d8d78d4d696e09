import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { faultsByField } from '../fields/faults.ts';
import { TextField } from '../privacy/text-field.tsx';
import { requestSuppression } from './api.ts';
import { type About, AboutFields, FIRST_ABOUT } from './suppression-fields.tsx';

interface SuppressionDialogProps {
  /** The customer who is meant as a whole; without one an address is asked for. */
  readonly customerId?: string;
  readonly onClose: () => void;
  readonly onSaved: () => Promise<void>;
}

/** One address, or one customer, that nobody writes to from now on. */
export function SuppressionDialog({ customerId, onClose, onSaved }: SuppressionDialogProps) {
  const { t } = useTranslation();
  const [address, setAddress] = useState('');
  const [about, setAbout] = useState<About>(FIRST_ABOUT);
  const [wasSent, setWasSent] = useState(false);
  const isEmpty = customerId === undefined && address.trim().length < 3;
  const isNoteless = about.note.trim() === '';
  const save = useMutation({
    mutationFn: () =>
      requestSuppression({
        ...(customerId === undefined ? { address: address.trim() } : { customerId }),
        reason: about.reason,
        channel: about.channel === '' ? null : about.channel,
        note: about.note.trim(),
      }),
    onSuccess: onSaved,
  });
  const faults = faultsByField(save.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isEmpty && !isNoteless && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={t(customerId === undefined ? 'suppressions.new' : 'suppressions.stop')} onClose={onClose}>
      <form className="dialog-content" noValidate onSubmit={submit}>
        {customerId === undefined ? (
          <TextField
            label={t('suppressions.address')}
            value={address}
            fault={wasSent && isEmpty ? t('suppressions.needAddress') : (faults.get('address') ?? null)}
            onChange={setAddress}
          />
        ) : null}
        <AboutFields about={about} isNoteMissing={wasSent && isNoteless} onChange={setAbout} />
        {save.isError && faults.size === 0 ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('suppressions.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
