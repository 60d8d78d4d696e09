import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Checkbox, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatList } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { offerUndo } from '../../ui/undo.ts';
import { Entry } from '../fields/entry.tsx';
import { type PartingPreview, type PartingWish, partingPreviewQuery, requestUnmerge } from './api.ts';
import './reviews.css';

interface UnmergeDialogProps {
  readonly customerId: string;
  readonly wish: PartingWish;
  readonly onClose: () => void;
}

/** Who there would be afterwards, with what; and why. */
export function UnmergeDialog({ customerId, wish, onClose }: UnmergeDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const preview = useQuery(partingPreviewQuery(customerId, wish));
  const [reason, setReason] = useState('');
  const [keepApart, setKeepApart] = useState(false);
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const isShort = reason.trim().length < 2;
  const isPossible = preview.data !== undefined && preview.data.stillJoinedBy.length === 0;
  const part = useMutation({
    mutationFn: () => requestUnmerge(customerId, wish, { reason: reason.trim(), keepApart, key }),
    onSuccess: async ({ customers }) => {
      onClose();
      offerUndo(t('reviews.unmerge.done', { count: customers.length }));
      await queryClient.invalidateQueries();
      const [first] = customers;
      if (first !== undefined && !customers.includes(customerId)) {
        await navigate({ to: '/customers/$customerId', params: { customerId: first }, replace: true });
      }
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isShort && isPossible && !part.isPending) {
      part.mutate();
    }
  };
  return (
    <Dialog label={t('reviews.unmerge.title')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit}>
        {preview.isPending ? <Skeleton shape="lines" /> : null}
        {preview.isError ? <Failure error={preview.error} onRetry={() => void preview.refetch()} /> : null}
        {preview.isSuccess ? <Parted preview={preview.data} /> : null}
        <Checkbox checked={keepApart} onChange={(event) => setKeepApart(event.target.checked)}>
          {t('reviews.unmerge.keepApart')}
        </Checkbox>
        <Entry label={t('reviews.unmerge.reason')} fault={wasSent && isShort ? t('reviews.needReason') : null}>
          <Input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Entry>
        {part.isError ? <Failure error={part.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!isPossible} loading={part.isPending}>
            {t('reviews.unmerge.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Parted({ preview }: { readonly preview: PartingPreview }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <>
      {preview.stillJoinedBy.length > 0 ? (
        <ul className="merge-warnings">
          {preview.stillJoinedBy.map(({ kind, label, shown }) => (
            <li key={`${kind}:${shown}`} className="is-stop">
              {t('reviews.unmerge.stillJoined', { what: `${label[locale]} ${shown}` })}
            </li>
          ))}
        </ul>
      ) : (
        <ul>
          {preview.customers.map(({ id, name, recordIds, belongings }, index) => (
            <li key={id ?? `new-${index}`} className="why-record">
              <strong>{name ?? t('customers.unnamed')}</strong>
              <span className="quiet small">
                {[
                  t('reviews.unmerge.records', { count: recordIds.length }),
                  id === null ? t('reviews.unmerge.newNumber') : null,
                  ...belongings.flatMap((each) => (each.count === 0 ? [] : [`${each.label[locale]} ${each.count}`])),
                ]
                  .filter((part) => part !== null)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
      {preview.withheld.length === 0 ? null : (
        <p className="quiet small">
          {t('reviews.unmerge.withheld', {
            what: formatList(
              preview.withheld.map(({ label, shown }) => `${label[locale]} ${shown}`),
              locale,
            ),
          })}
        </p>
      )}
    </>
  );
}
