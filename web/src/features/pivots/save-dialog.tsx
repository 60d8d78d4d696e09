import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { Dialog } from '../../ui/dialog.tsx';
import '../../ui/form.css';
import { currentLocale } from '../../i18n/i18n.ts';
import { Failure } from '../../ui/states.tsx';
import { weekdayName } from '../insight/labels.ts';
import { PIVOTS_KEY, type Pivot, type PivotForm, type PivotSchedule, requestCreate, requestUpdate } from './api.ts';
import type { PivotAsk } from './ask.ts';
import './pivots.css';

interface SaveDialogProps {
  readonly ask: PivotAsk;
  /** The one that is changed; absent for a new one. */
  readonly pivot?: Pivot;
  readonly onClose: () => void;
  readonly onSaved: (pivot: Pivot) => void;
}

const USUAL: PivotSchedule = { every: 'week', weekday: 1, day: 1, hour: 7, format: 'xlsx' };
const EVERY = ['never', 'day', 'week', 'month'] as const;
const numbers = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => first + at);

/** When the file is made by itself. */
function ScheduleFields({
  value,
  onChange,
}: {
  readonly value: PivotSchedule | null;
  readonly onChange: (next: PivotSchedule | null) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const set = (part: Partial<PivotSchedule>): void => onChange({ ...(value ?? USUAL), ...part });
  return (
    <fieldset className="form-choice pivot-schedule">
      <legend>{t('pivots.schedule')}</legend>
      <Select
        aria-label={t('pivots.every')}
        value={value?.every ?? 'never'}
        onChange={(every: (typeof EVERY)[number]) => (every === 'never' ? onChange(null) : set({ every }))}
        options={EVERY.map((every) => ({ value: every, label: t(`pivots.everies.${every}`) }))}
      />
      {value?.every === 'week' ? (
        <Select
          aria-label={t('pivots.weekday')}
          value={value.weekday}
          onChange={(weekday) => set({ weekday })}
          options={numbers(1, 7).map((one) => ({ value: one, label: weekdayName(String(one), currentLocale()) }))}
        />
      ) : null}
      {value?.every === 'month' ? (
        <Select
          aria-label={t('pivots.day')}
          value={value.day}
          onChange={(day) => set({ day })}
          options={numbers(1, 31).map((one) => ({ value: one, label: t('pivots.dayOf', { day: one }) }))}
        />
      ) : null}
      {value === null ? null : (
        <>
          <Select
            aria-label={t('pivots.hour')}
            value={value.hour}
            onChange={(hour) => set({ hour })}
            options={numbers(0, 24).map((one) => ({ value: one, label: `${String(one).padStart(2, '0')}:00` }))}
          />
          <Select
            aria-label={t('pivots.format')}
            value={value.format}
            onChange={(format) => set({ format })}
            options={(['xlsx', 'csv'] as const).map((one) => ({ value: one, label: t(`common.fileFormats.${one}`) }))}
          />
          <p className="quiet small" id={`${id}-note`}>
            {t('pivots.scheduleNote')}
          </p>
        </>
      )}
    </fieldset>
  );
}

/** Keeps a pivot under a name: who sees it, and when its file is made. */
export function SaveDialog({ ask, pivot, onClose, onSaved }: SaveDialogProps) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const id = useId();
  const [form, setForm] = useState<PivotForm>({
    name: pivot?.name ?? '',
    note: pivot?.note ?? '',
    shared: pivot?.shared ?? false,
    schedule: pivot?.schedule ?? null,
  });
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => (pivot === undefined ? requestCreate(form, ask, key) : requestUpdate(pivot, form, ask)),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: PIVOTS_KEY });
      onSaved(saved);
    },
  });
  const isMissing = wasSent && form.name.trim() === '';
  const isOwner = pivot === undefined || pivot.isMine;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (form.name.trim() !== '' && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={pivot === undefined ? t('pivots.saveNew') : t('pivots.saveChanges')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <div className="form-field">
          <label htmlFor={`${id}-name`}>{t('pivots.name')}</label>
          <Input
            id={`${id}-name`}
            maxLength={100}
            value={form.name}
            aria-invalid={isMissing}
            aria-describedby={`${id}-fault`}
            {...(isMissing ? { status: 'error' as const } : {})}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
          <p className="field-fault" id={`${id}-fault`} aria-live="polite">
            {isMissing ? t('pivots.needName') : null}
          </p>
        </div>
        <div className="form-field">
          <label htmlFor={`${id}-note`}>{t('pivots.note')}</label>
          <Input.TextArea
            id={`${id}-note`}
            rows={2}
            maxLength={500}
            value={form.note}
            onChange={(event) => setForm({ ...form, note: event.target.value })}
          />
        </div>
        {isOwner ? (
          <Checkbox checked={form.shared} onChange={(event) => setForm({ ...form, shared: event.target.checked })}>
            {t('pivots.share')}
          </Checkbox>
        ) : (
          <p className="quiet small">{t('pivots.ofOther', { owner: pivot.owner })}</p>
        )}
        {isOwner && may('exports.write') ? (
          <ScheduleFields value={form.schedule} onChange={(schedule) => setForm({ ...form, schedule })} />
        ) : null}
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('seeing.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
