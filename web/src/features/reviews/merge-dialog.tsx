import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CustomerSummary } from '@zhike/server/contracts';
import { Button, Checkbox, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { offerUndo } from '../../ui/undo.ts';
import { findQuery } from '../customers/api.ts';
import { Entry } from '../fields/entry.tsx';
import { mergePreviewQuery, requestMerge, requestUnmerge } from './api.ts';
import { ComparedFields, MergeWarnings } from './compared-fields.tsx';
import '../sources/sources.css';
import './reviews.css';

interface MergeDialogProps {
  readonly customerId: string;
  readonly onClose: () => void;
}

/** Finds the other one, shows what both would come to, and merges for a reason. */
export function MergeDialog({ customerId, onClose }: MergeDialogProps) {
  const { t } = useTranslation();
  const [other, setOther] = useState<string | null>(null);
  return (
    <Dialog label={t('reviews.merge.title')} onClose={onClose} shape="wide">
      {other === null ? (
        <FindOther customerId={customerId} onChoose={setOther} />
      ) : (
        <MergeForm customerId={customerId} other={other} onBack={() => setOther(null)} onClose={onClose} />
      )}
    </Dialog>
  );
}

function FindOther({ customerId, onChoose }: { readonly customerId: string; readonly onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const found = useQuery(findQuery(text));
  const others = (found.data?.items ?? []).filter(({ id }) => id !== customerId);
  return (
    <div className="dialog-content">
      <Entry label={t('reviews.merge.find')} note={t('reviews.merge.findHint')}>
        <Input value={text} maxLength={100} autoComplete="off" onChange={(event) => setText(event.target.value)} />
      </Entry>
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.isSuccess && text.trim() !== '' && others.length === 0 ? (
        <p className="quiet">{t('reviews.merge.nobody')}</p>
      ) : null}
      <ul className="merge-found">
        {others.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => onChoose(one.id)}>
              <span>{one.name ?? t('customers.unnamed')}</span>
              <span className="quiet small">{hintsOf(one).join(' · ')}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function hintsOf({ phone, email, region, sources }: CustomerSummary): string[] {
  return [phone, email, region, sources.join('、')].flatMap((hint) => (hint === null || hint === '' ? [] : [hint]));
}

interface MergeFormProps extends MergeDialogProps {
  readonly other: string;
  readonly onBack: () => void;
}

function MergeForm({ customerId, other, onBack, onClose }: MergeFormProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const preview = useQuery(mergePreviewQuery(customerId, other));
  const [reason, setReason] = useState('');
  const [overrule, setOverrule] = useState(false);
  const [wasSent, setWasSent] = useState(false);
  const merge = useMerge({ customerId, other, onDone: onClose });
  const isShort = reason.trim().length < 2;
  const isStopped = preview.data?.warnings.some(({ stop }) => stop) === true;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isShort && (!isStopped || overrule) && preview.isSuccess && !merge.isPending) {
      merge.mutate({ reason: reason.trim(), overrule });
    }
  };
  return (
    <form className="dialog-content" onSubmit={submit}>
      {preview.isPending ? <Skeleton shape="rows" /> : null}
      {preview.isError ? <Failure error={preview.error} onRetry={() => void preview.refetch()} /> : null}
      {preview.isSuccess ? (
        <>
          <MergeWarnings preview={preview.data} />
          <ComparedFields preview={preview.data} withResult />
          <details>
            <summary>{t('reviews.merge.becomes')}</summary>
            <ul className="merge-becomes">
              {preview.data.belongings.map(({ name, label, what }) => (
                <li key={name}>
                  <strong>{label[locale]}</strong> {what[locale]}
                </li>
              ))}
            </ul>
          </details>
        </>
      ) : null}
      {isStopped ? (
        <Checkbox checked={overrule} onChange={(event) => setOverrule(event.target.checked)}>
          {t('reviews.merge.overrule')}
        </Checkbox>
      ) : null}
      {wasSent && isStopped && !overrule ? <p className="field-fault">{t('reviews.merge.needOverrule')}</p> : null}
      <Entry label={t('reviews.merge.reason')} fault={wasSent && isShort ? t('reviews.needReason') : null}>
        <Input
          value={reason}
          maxLength={500}
          placeholder={t('reviews.merge.reasonHint')}
          onChange={(event) => setReason(event.target.value)}
        />
      </Entry>
      {merge.isError ? <Failure error={merge.error} /> : null}
      <div className="dialog-actions">
        <Button onClick={onBack}>{t('reviews.merge.another')}</Button>
        <Button type="primary" htmlType="submit" disabled={!preview.isSuccess} loading={merge.isPending}>
          {t('reviews.merge.confirm')}
        </Button>
      </div>
    </form>
  );
}

function useMerge({
  customerId,
  other,
  onDone,
}: {
  readonly customerId: string;
  readonly other: string;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  return useMutation({
    mutationFn: (given: { readonly reason: string; readonly overrule: boolean }) =>
      requestMerge(customerId, { with: other, ...given }, key),
    onSuccess: async ({ id, mergeId }, { reason }) => {
      const undo = async (): Promise<void> => {
        if (mergeId !== null) {
          await requestUnmerge(id, { mergeId }, { reason, keepApart: false, key: crypto.randomUUID() });
          await queryClient.invalidateQueries();
        }
      };
      onDone();
      offerUndo(t('reviews.merge.done'), { undo: mergeId === null ? null : undo });
      await queryClient.invalidateQueries();
      if (id !== customerId) {
        await navigate({ to: '/customers/$customerId', params: { customerId: id }, replace: true });
      }
    },
  });
}
