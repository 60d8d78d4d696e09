import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { colleaguesQuery, requestAbsence } from './api.ts';
import { useDeed } from './use-deed.ts';
import { useNow } from './use-now.ts';

/** When the reader is away, and who decides for them meanwhile. */
export function AwayDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const list = useQuery(colleaguesQuery());
  const me = list.data?.items.find(({ isMe }) => isMe);
  return (
    <Dialog label={t('work.away')} onClose={onClose}>
      <div className="dialog-content">
        <p className="quiet">{t('work.awayLead')}</p>
        {list.isPending ? <Skeleton shape="lines" /> : null}
        {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
        {me === undefined ? null : (
          <AwayForm
            meId={me.id}
            until={me.absentUntil}
            colleagues={(list.data?.items ?? []).filter(({ isMe }) => !isMe)}
            onClose={onClose}
          />
        )}
      </div>
    </Dialog>
  );
}

interface AwayFormProps {
  readonly meId: string;
  /** Until when an absence is set already. */
  readonly until: string | null;
  readonly colleagues: readonly { readonly id: string; readonly name: string }[];
  readonly onClose: () => void;
}

function AwayForm({ meId, until, colleagues, onClose }: AwayFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [form, setForm] = useState<{ from: string; until: string; deputyId: string | null }>({
    from: '',
    until: '',
    deputyId: null,
  });
  const [wasSent, setWasSent] = useState(false);
  const deed = useDeed(onClose);
  const now = useNow();
  const isWrong = form.from === '' || form.until === '' || form.until <= form.from;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isWrong) {
      const at = (text: string): string => new Date(text).toISOString();
      deed.press(() => requestAbsence(meId, { ...form, from: at(form.from), until: at(form.until) }));
    }
  };
  return (
    <form className="work-form" onSubmit={submit} noValidate>
      {until === null || new Date(until) < now ? null : <p>{t('work.awayUntil', { when: formatInstant(until) })}</p>}
      {(['from', 'until'] as const).map((end) => (
        <div key={end} className="work-field">
          <label htmlFor={`${id}-${end}`}>{t(`work.awayEnds.${end}`)}</label>
          <Input
            id={`${id}-${end}`}
            type="datetime-local"
            value={form[end]}
            aria-invalid={wasSent && isWrong}
            aria-describedby={`${id}-fault`}
            onChange={(event) => setForm({ ...form, [end]: event.target.value })}
          />
        </div>
      ))}
      <p className="field-fault" id={`${id}-fault`} aria-live="polite">
        {wasSent && isWrong ? t('work.needAway') : null}
      </p>
      <div className="work-field">
        <label htmlFor={`${id}-deputy`}>{t('work.deputy')}</label>
        <Select
          id={`${id}-deputy`}
          showSearch
          allowClear
          optionFilterProp="label"
          value={form.deputyId}
          options={colleagues.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(deputyId: string | undefined) => setForm({ ...form, deputyId: deputyId ?? null })}
        />
      </div>
      {deed.error === null ? null : <Failure error={deed.error} />}
      <div className="dialog-actions">
        {until === null ? null : (
          <Button onClick={() => deed.press(() => requestAbsence(meId, null))}>{t('work.awayBack')}</Button>
        )}
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={deed.isPending}>
          {t('work.save')}
        </Button>
      </div>
    </form>
  );
}
