import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Source } from '@zhike/server/contracts';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { Entry } from '../fields/entry.tsx';
import { removalQuery, requestRemoval } from './api.ts';

/** What cannot be undone is asked once, with its consequence in numbers. */
export function RemoveDialog({ source, onClose }: { readonly source: Source; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const counts = useQuery(removalQuery(source.source));
  const [reason, setReason] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const isShort = reason.trim().length < 2;
  const remove = useMutation({
    mutationFn: () => requestRemoval(source.source, reason.trim(), key),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['sources'] });
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isShort && counts.isSuccess && !remove.isPending) {
      remove.mutate();
    }
  };
  return (
    <Dialog label={t('sources.removeTitle', { name: source.label[currentLocale()] })} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit}>
        {counts.isPending ? <Skeleton shape="lines" /> : null}
        {counts.isError ? <Failure error={counts.error} onRetry={() => void counts.refetch()} /> : null}
        {counts.isSuccess ? (
          <ul className="removal-counts">
            <li>{t('sources.removeValues', { values: counts.data.values, records: counts.data.records })}</li>
            <li>{t('sources.removeCustomers', { customers: counts.data.customers, only: counts.data.onlyHere })}</li>
            {counts.data.emptied > 0 ? <li>{t('sources.removeEmptied', { count: counts.data.emptied })}</li> : null}
            <li>{t('sources.removeOthers')}</li>
          </ul>
        ) : null}
        <Entry label={t('sources.removeReason')} fault={wasSent && isShort ? t('sources.needReason') : null}>
          <Input
            value={reason}
            maxLength={500}
            placeholder={t('sources.removeReasonHint')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Entry>
        {remove.isError ? <Failure error={remove.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button danger type="primary" htmlType="submit" disabled={!counts.isSuccess} loading={remove.isPending}>
            {t('sources.removeConfirm', { count: counts.data?.records ?? 0 })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
