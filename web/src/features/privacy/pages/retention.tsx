import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { type RetentionKind, requestDays, retentionQuery } from '../rights-api.ts';
import { TextField } from '../text-field.tsx';
import '../privacy.css';

const MOST_DAYS = 3660;

/** How long each kind of personal data is kept, and what is over its time. */
export function RetentionPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { data, isPending, isError, error, refetch } = useQuery(retentionQuery());
  const [changed, setChanged] = useState<RetentionKind | null>(null);
  return (
    <SettingsFrame title={t('retention.title')} lead={t('retention.lead')}>
      {isPending ? <Skeleton shape="lines" /> : null}
      {isError ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      <ul className="privacy-lines">
        {(data?.items ?? []).map((kind) => (
          <li key={kind.name}>
            <span className="privacy-what">
              <strong>{kind.label[currentLocale()]}</strong>
              <span>{kind.days === 0 ? t('retention.forEver') : t('retention.days', { count: kind.days })}</span>
              <Runs kind={kind} />
            </span>
            {may('settings.manage') ? <Button onClick={() => setChanged(kind)}>{t('retention.change')}</Button> : null}
          </li>
        ))}
      </ul>
      {changed === null ? null : <DaysDialog kind={changed} onClose={() => setChanged(null)} />}
    </SettingsFrame>
  );
}

function Runs({ kind }: { readonly kind: RetentionKind }) {
  const { t } = useTranslation();
  if (kind.due === null) {
    return null;
  }
  const { last } = kind;
  return (
    <span className="quiet small figures">
      {t('retention.due', { count: kind.due })} ·{' '}
      {last === null
        ? t('retention.never')
        : t('retention.last', { when: formatInstant(last.at), removed: last.removed })}
    </span>
  );
}

function DaysDialog({ kind, onClose }: { readonly kind: RetentionKind; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [text, setText] = useState(String(kind.days));
  const days = /^\d{1,4}$/u.test(text.trim()) ? Number(text) : Number.NaN;
  const isGood = days <= MOST_DAYS;
  const save = useMutation({
    mutationFn: () => requestDays(kind.setting, days),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['retention'] });
      onClose();
    },
  });
  return (
    <Dialog label={kind.label[currentLocale()]} onClose={onClose}>
      <form
        className="dialog-content privacy-form"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (isGood && !save.isPending) {
            save.mutate();
          }
        }}
      >
        <TextField
          label={t('retention.daysLabel')}
          value={text}
          fault={isGood ? null : t('retention.need')}
          onChange={setText}
        />
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('retention.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
