import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/client.ts';
import { useMay } from '../../app/use-me.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { TextField } from '../privacy/text-field.tsx';
import { requestNote } from './api.ts';

const FIELDS = ['phone', 'address', 'email', 'name', 'occupation'] as const;
const NOTHING = { phone: '', address: '', email: '', name: '', occupation: '' };

/** For staff who visited somebody: what changed goes to a clerk, who checks it against what is known. */
export function FieldNoteButton({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  if (!useMay()('interactions.write')) {
    return null;
  }
  return (
    <>
      <Button size="small" onClick={() => setIsOpen(true)}>
        {t('entry.notes.new')}
      </Button>
      {isOpen ? <FieldNoteDialog customerId={customerId} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

function FieldNoteDialog({ customerId, onClose }: { readonly customerId: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [text, setText] = useState('');
  const [changes, setChanges] = useState(NOTHING);
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const said = Object.fromEntries(Object.entries(changes).filter(([, value]) => value.trim() !== ''));
  const isReady = text.trim() !== '' && Object.keys(said).length > 0;
  const send = useMutation({
    mutationFn: () => requestNote(customerId, { text: text.trim(), changes: said }, key),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['timeline'] });
      onClose();
    },
  });
  const faults = send.error instanceof ProblemError ? (send.error.problem.errors ?? []) : [];
  const faultOf = (field: string): string | null =>
    faults.find((fault) => fault.field === `changes.${field}`)?.message ?? null;
  return (
    <Dialog label={t('entry.notes.new')} onClose={onClose}>
      <form
        className="dialog-content"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          setWasSent(true);
          if (isReady) {
            send.mutate();
          }
        }}
      >
        <TextField
          label={t('entry.notes.text')}
          rows={3}
          value={text}
          fault={wasSent && text.trim() === '' ? t('entry.need') : null}
          onChange={setText}
        />
        <p className="quiet small">{t('entry.notes.changed')}</p>
        <div className="form-pair">
          {FIELDS.map((field) => (
            <TextField
              key={field}
              label={t(`entry.person.${field}`)}
              value={changes[field]}
              fault={faultOf(field)}
              onChange={(value) => setChanges({ ...changes, [field]: value })}
            />
          ))}
        </div>
        {wasSent && Object.keys(said).length === 0 ? (
          <p className="field-fault" role="alert">
            {t('entry.notes.needChange')}
          </p>
        ) : null}
        {send.isError && faults.length === 0 ? <Failure error={send.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={send.isPending}>
            {t('entry.notes.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
