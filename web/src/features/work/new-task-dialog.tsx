import { Button, Input, Segmented } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { PRIORITY_NAMES, requestStart, type TaskOrder } from './api.ts';
import { OwnerField } from './hand-dialog.tsx';
import { useDeed } from './use-deed.ts';
import './work.css';

interface NewTaskProps {
  /** Whom it is about; null for nothing in particular. */
  readonly customer?: { readonly id: string; readonly name: string } | null;
  readonly onClose: () => void;
}

/** A task for a colleague, a queue or oneself. */
export function NewTaskDialog({ customer = null, onClose }: NewTaskProps) {
  const { t } = useTranslation();
  const id = useId();
  const [form, setForm] = useState<TaskOrder>({
    title: '',
    note: '',
    priority: 1,
    dueAt: null,
    assigneeId: null,
    queueId: null,
    customerId: customer?.id ?? null,
  });
  const [due, setDue] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const deed = useDeed(onClose);
  const isMissing = wasSent && form.title.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (form.title.trim() !== '') {
      const dueAt = due === '' ? null : new Date(due).toISOString();
      deed.press((key) => requestStart({ ...form, title: form.title.trim(), note: form.note.trim(), dueAt }, key));
    }
  };
  return (
    <Dialog label={t('work.new')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        {customer === null ? null : <p className="quiet">{t('work.about', { name: customer.name })}</p>}
        <div className="work-field">
          <label htmlFor={`${id}-title`}>{t('work.what')}</label>
          <Input
            id={`${id}-title`}
            value={form.title}
            maxLength={200}
            aria-describedby={`${id}-fault`}
            aria-invalid={isMissing}
            {...(isMissing ? { status: 'error' as const } : {})}
            onChange={(event) => setForm({ ...form, title: event.target.value })}
          />
          <p className="field-fault" id={`${id}-fault`} aria-live="polite">
            {isMissing ? t('work.needWhat') : null}
          </p>
        </div>
        <OwnerField value={form} placeholder={t('work.ownerHint')} onChange={(to) => setForm({ ...form, ...to })} />
        <div className="work-field">
          <label htmlFor={`${id}-due`}>{t('work.due')}</label>
          <Input id={`${id}-due`} type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} />
        </div>
        <div className="work-field">
          <span aria-hidden="true">{t('work.priority')}</span>
          <Segmented
            aria-label={t('work.priority')}
            value={form.priority}
            options={PRIORITY_NAMES.map((name, value) => ({ value, label: t(`work.priorities.${name}`) }))}
            onChange={(priority) => setForm({ ...form, priority })}
          />
        </div>
        <div className="work-field">
          <label htmlFor={`${id}-note`}>{t('work.note')}</label>
          <Input.TextArea
            id={`${id}-note`}
            rows={3}
            maxLength={5000}
            value={form.note}
            onChange={(event) => setForm({ ...form, note: event.target.value })}
          />
        </div>
        {deed.error === null ? null : <Failure error={deed.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={deed.isPending}>
            {t('work.give')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
