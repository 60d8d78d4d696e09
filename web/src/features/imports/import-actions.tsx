import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Failure } from '../../ui/states.tsx';
import { type ImportRun, importQuery, requestCancel, requestResume, requestUndo } from './api.ts';

/** What can be done with an import now. Undo says first what it will take away: it cannot be undone itself. */
export function ImportActions({ run }: { readonly run: ImportRun }) {
  const { t } = useTranslation();
  const may = useMay();
  const locale = currentLocale();
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  // One key per press: a repeated request of the same press is answered with its first result.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const onSuccess = async (changed: ImportRun): Promise<void> => {
    setKey(crypto.randomUUID());
    setIsAsking(false);
    queryClient.setQueryData(importQuery(run.id).queryKey, changed);
    await queryClient.invalidateQueries();
  };
  const undo = useMutation({ mutationFn: () => requestUndo(run.id, key), onSuccess });
  const resume = useMutation({ mutationFn: () => requestResume(run.id, key), onSuccess });
  const cancel = useMutation({ mutationFn: () => requestCancel(run.id), onSuccess });
  const canWrite = may('imports.write');
  return (
    <>
      {cancel.isError ? <Failure error={cancel.error} onRetry={() => cancel.mutate()} /> : null}
      {resume.isError ? <Failure error={resume.error} onRetry={() => resume.mutate()} /> : null}
      <div className="import-actions">
        {run.status === 'done' && may('scores.read') ? <Link to="/insight/rfm">{t('imports.seeMap')}</Link> : null}
        {run.status === 'done' && may('customers.read') ? (
          <Link to="/customers" search={{ source: run.source }}>
            {t('imports.seeCustomers')}
          </Link>
        ) : null}
        {run.canCancel && canWrite ? (
          <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('imports.stop')}
          </Button>
        ) : null}
        {run.canResume && canWrite ? (
          <Button type="primary" loading={resume.isPending} onClick={() => resume.mutate()}>
            {t('imports.resume')}
          </Button>
        ) : null}
        {run.canUndo && canWrite ? (
          <Button icon={<Icon name="undo" />} onClick={() => setIsAsking(true)}>
            {t('imports.undo')}
          </Button>
        ) : null}
        {canWrite ? <Link to="/imports/new">{t('imports.again')}</Link> : null}
      </div>
      {isAsking ? (
        <Dialog label={t('imports.undo')} onClose={() => setIsAsking(false)}>
          <div className="dialog-content">
            <p>
              {t('imports.undoAsk', {
                added: formatNumber(run.added, locale),
                changed: formatNumber(run.changed, locale),
              })}
            </p>
            {undo.isError ? <Failure error={undo.error} /> : null}
            <div className="dialog-actions">
              <Button onClick={() => setIsAsking(false)}>{t('common.cancel')}</Button>
              <Button danger type="primary" loading={undo.isPending} onClick={() => undo.mutate()}>
                {t('imports.undoConfirm')}
              </Button>
            </div>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
