import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createCustomerList } from '@zhike/server/contracts';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { explainFailure } from '../../../api/problem.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import '../../../ui/form.css';
import { faultsByField } from '../../fields/faults.ts';
import { useIdempotencyKey } from '../../products/use-idempotency-key.ts';
import { listsQuery } from '../api.ts';

/** A list begins with its name; people come after. */
export function NewListDialog({
  onClose,
  onMade,
}: {
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const keyOf = useIdempotencyKey();
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const make = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), note: note.trim() === '' ? null : note.trim() };
      return call(createCustomerList, { body, idempotencyKey: keyOf(body) });
    },
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: listsQuery().queryKey });
      onMade(made.id);
    },
  });
  const fault = isMissing && name.trim() === '' ? t('segments.needListName') : faultsByField(make.error).get('name');
  return (
    <Dialog label={t('segments.newList')} onClose={onClose}>
      <form
        className="dialog-content"
        onSubmit={(event) => {
          event.preventDefault();
          setIsMissing(true);
          if (name.trim() !== '') {
            make.mutate();
          }
        }}
      >
        <div className="form-field">
          <label htmlFor={`${id}-name`}>{t('segments.name')}</label>
          <Input
            id={`${id}-name`}
            maxLength={100}
            aria-invalid={fault !== undefined}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          {fault === undefined ? null : (
            <p className="field-fault" role="alert">
              {fault}
            </p>
          )}
        </div>
        <div className="form-field">
          <label htmlFor={`${id}-note`}>{t('segments.note')}</label>
          <Input id={`${id}-note`} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
        </div>
        {make.isError && fault === undefined ? (
          <p className="field-fault" role="alert">
            {explainFailure(make.error)}
          </p>
        ) : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={make.isPending}>
            {t('segments.makeList')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
