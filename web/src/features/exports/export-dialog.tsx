import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Checkbox, Input, Radio } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type ExportFormat, exportKindsQuery, requestExport } from './api.ts';
import './exports.css';

const FORMATS = ['csv', 'xlsx', 'jsonl'] as const satisfies readonly ExportFormat[];
const REASON_MIN = 2;

interface ExportDialogProps {
  readonly kind: string;
  readonly filter: Record<string, unknown>;
  readonly onClose: () => void;
}

/** Which columns, in which format, and whether personal values stay masked. */
export function ExportDialog({ kind, filter, onClose }: ExportDialogProps) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const kinds = useQuery(exportKindsQuery());
  const columns = kinds.data?.items.find(({ name }) => name === kind)?.columns ?? [];
  const usual = columns.filter((column) => column.usual).map(({ key }) => key);
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [isUnmasked, setIsUnmasked] = useState(false);
  const [reason, setReason] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const wanted = chosen ?? usual;
  const isReasonShort = isUnmasked && reason.trim().length < REASON_MIN;
  const start = useMutation({
    mutationFn: () =>
      requestExport({ kind, format, columns: [...wanted], filter, reason: isUnmasked ? reason.trim() : null }, key),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['outgoing', 'exports'] });
      await navigate({ to: '/settings/exports' });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (wanted.length > 0 && !isReasonShort && !start.isPending) {
      start.mutate();
    }
  };
  return (
    <Dialog label={t('exports.dialog')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit}>
        <fieldset className="export-part">
          <legend>{t('exports.format')}</legend>
          <Radio.Group value={format} onChange={(event) => setFormat(event.target.value)}>
            {FORMATS.map((one) => (
              <Radio key={one} value={one}>
                {t(`common.fileFormats.${one}`)}
              </Radio>
            ))}
          </Radio.Group>
        </fieldset>
        <fieldset className="export-part">
          <legend>{t('exports.columns')}</legend>
          {kinds.isPending ? <Skeleton shape="lines" /> : null}
          {kinds.isError ? <Failure error={kinds.error} onRetry={() => void kinds.refetch()} /> : null}
          <div className="export-quick">
            <Button size="small" onClick={() => setChosen(columns.map((column) => column.key))}>
              {t('exports.columnsAll')}
            </Button>
            <Button size="small" onClick={() => setChosen(null)}>
              {t('exports.columnsUsual')}
            </Button>
          </div>
          <div className="export-columns">
            {columns.map((column) => (
              <Checkbox
                key={column.key}
                checked={wanted.includes(column.key)}
                onChange={({ target }) =>
                  setChosen(
                    columns
                      .map((one) => one.key)
                      .filter((one) => (one === column.key ? target.checked : wanted.includes(one))),
                  )
                }
              >
                {column.label[currentLocale()]}
              </Checkbox>
            ))}
          </div>
          <p className="field-fault" aria-live="polite">
            {wasSent && wanted.length === 0 ? t('exports.needColumn') : null}
          </p>
        </fieldset>
        {may('exports.unmask') ? (
          <Unmasking
            isUnmasked={isUnmasked}
            reason={reason}
            fault={wasSent && isReasonShort ? t('exports.needReason') : null}
            onUnmasked={setIsUnmasked}
            onReason={setReason}
          />
        ) : null}
        {start.isError ? <Failure error={start.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={start.isPending}>
            {t('exports.start')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface UnmaskingProps {
  readonly isUnmasked: boolean;
  readonly reason: string;
  readonly fault: string | null;
  readonly onUnmasked: (isUnmasked: boolean) => void;
  readonly onReason: (reason: string) => void;
}

function Unmasking({ isUnmasked, reason, fault, onUnmasked, onReason }: UnmaskingProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="export-part">
      <Checkbox checked={isUnmasked} onChange={(event) => onUnmasked(event.target.checked)}>
        {t('exports.unmask')}
      </Checkbox>
      {isUnmasked ? (
        <>
          <Input
            aria-label={t('exports.reason')}
            aria-describedby={`${id}-fault`}
            placeholder={t('exports.reasonHint')}
            maxLength={500}
            value={reason}
            aria-invalid={fault !== null}
            {...(fault === null ? {} : { status: 'error' as const })}
            onChange={(event) => onReason(event.target.value)}
          />
          <p className="field-fault" id={`${id}-fault`} aria-live="polite">
            {fault}
          </p>
        </>
      ) : null}
    </div>
  );
}
