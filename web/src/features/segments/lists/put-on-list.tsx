import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { changeCustomerList, createCustomerList } from '@zhike/server/contracts';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import '../../../ui/form.css';
import { Failure } from '../../../ui/states.tsx';
import { listsQuery, segmentsKey } from '../api.ts';
import './lists.css';
import { inParts, PER_CALL } from './pasted-people.ts';

interface PutOnListProps {
  readonly customerIds: readonly string[];
  readonly onClose: () => void;
  /** What was done, and how it is taken back. */
  readonly onDone: (text: string, undo: (() => Promise<unknown>) | null) => void;
}

type Action = 'add' | 'remove';

/** Those whom the change concerned. */
async function change(listId: string, action: Action, customerIds: readonly string[]): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const some of inParts(customerIds, PER_CALL)) {
    const { results } = await call(changeCustomerList, {
      params: { id: listId },
      body: { action, items: some.map((customerId) => ({ customerId })) },
      idempotencyKey: crypto.randomUUID(),
    });
    changed.push(
      ...results.flatMap(({ outcome, customerId }) => (outcome === 'done' && customerId ? [customerId] : [])),
    );
  }
  return changed;
}

/** Customers onto a list that there is, or onto one that is made for them. */
export function PutOnList({ customerIds, onClose, onDone }: PutOnListProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const lists = useQuery(listsQuery());
  const [name, setName] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const known = lists.data?.items ?? [];
  const wanted = name.trim();
  const refresh = () => client.invalidateQueries({ queryKey: segmentsKey });
  const put = useMutation({
    mutationFn: async () => {
      const list =
        known.find((one) => one.name === wanted) ??
        (await call(createCustomerList, { body: { name: wanted }, idempotencyKey: crypto.randomUUID() }));
      return { list, added: await change(list.id, 'add', customerIds) };
    },
    onSuccess: async ({ list, added }) => {
      await refresh();
      const undo = async (): Promise<void> => {
        await change(list.id, 'remove', added);
        await refresh();
      };
      onDone(t('segments.putOnListDone', { count: added.length, name: list.name }), added.length === 0 ? null : undo);
      onClose();
    },
  });
  return (
    <Dialog label={t('segments.putOn')} onClose={onClose}>
      <form
        className="dialog-content"
        onSubmit={(event) => {
          event.preventDefault();
          setIsMissing(wanted === '');
          if (wanted !== '') {
            put.mutate();
          }
        }}
      >
        <div className="form-field">
          <label htmlFor={id}>{t('segments.putOnListName')}</label>
          <Input
            id={id}
            list={`${id}-known`}
            maxLength={100}
            autoComplete="off"
            aria-invalid={isMissing && wanted === ''}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <datalist id={`${id}-known`}>
            {known.map((list) => (
              <option key={list.id} value={list.name}>
                {list.name}
              </option>
            ))}
          </datalist>
          {isMissing && wanted === '' ? (
            <p className="field-fault" role="alert">
              {t('segments.needListName')}
            </p>
          ) : (
            <p className="quiet small">{t('segments.putOnListNote')}</p>
          )}
        </div>
        {put.isError ? <Failure error={put.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={put.isPending}>
            {t('segments.putOnCount', { count: customerIds.length })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
