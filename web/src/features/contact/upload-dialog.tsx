import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProgressLine } from '../../ui/parts.tsx';
import { Failure } from '../../ui/states.tsx';
import { TextField } from '../privacy/text-field.tsx';
import { addressesIn } from './addresses-in.ts';
import { requestUpload, type UploadResult } from './api.ts';
import { type About, AboutFields, FIRST_ABOUT } from './suppression-fields.tsx';

interface UploadDialogProps {
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

/** Many addresses at once: pasted, or the first column of a file. */
export function UploadDialog({ onClose, onDone }: UploadDialogProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [about, setAbout] = useState<About>(FIRST_ABOUT);
  const [wasSent, setWasSent] = useState(false);
  const [done, setDone] = useState(0);
  const [fileName, setFileName] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const addresses = addressesIn(text);
  const isNoteless = about.note.trim() === '';
  const upload = useMutation({
    mutationFn: () =>
      requestUpload(
        addresses,
        { reason: about.reason, channel: about.channel === '' ? null : about.channel, note: about.note.trim() },
        setDone,
      ),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (addresses.length > 0 && !isNoteless && !upload.isPending) {
      upload.mutate();
    }
  };
  if (upload.isSuccess) {
    return (
      <Dialog label={t('suppressions.upload')} onClose={() => void onDone()}>
        <Result result={upload.data} onDone={onDone} />
      </Dialog>
    );
  }
  return (
    <Dialog label={t('suppressions.upload')} onClose={onClose}>
      <form className="dialog-content" noValidate onSubmit={submit}>
        <TextField
          label={t('suppressions.many')}
          value={text}
          rows={5}
          placeholder={t('suppressions.manyHint')}
          fault={wasSent && addresses.length === 0 ? t('suppressions.needMany') : null}
          onChange={setText}
        />
        <div className="contact-times">
          {/* The browser's own button speaks the browser's language. */}
          <input
            ref={input}
            hidden
            type="file"
            aria-label={t('suppressions.file')}
            accept=".csv,.txt,text/csv,text/plain"
            onChange={(event) => {
              const file = event.target.files?.[0];
              setFileName(file?.name ?? null);
              void file?.text().then(setText);
            }}
          />
          <Button onClick={() => input.current?.click()}>{t('suppressions.file')}</Button>
          <span className="quiet small">{fileName ?? t('suppressions.fileNote')}</span>
        </div>
        <AboutFields about={about} isNoteMissing={wasSent && isNoteless} onChange={setAbout} />
        {upload.isPending ? <ProgressLine share={done / addresses.length} label={t('suppressions.uploading')} /> : null}
        {upload.isError ? <Failure error={upload.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={upload.isPending}>
            {addresses.length === 0
              ? t('suppressions.save')
              : t('suppressions.saveMany', {
                  count: addresses.length,
                  figure: formatNumber(addresses.length, currentLocale()),
                })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Result({ result, onDone }: { readonly result: UploadResult; readonly onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const { added, already, invalid } = result;
  const figure = (count: number): string => formatNumber(count, currentLocale());
  return (
    <div className="dialog-content">
      <p role="status">{t('suppressions.uploaded', { added: figure(added), already: figure(already) })}</p>
      {invalid.length === 0 ? null : (
        <div>
          <p className="is-warning">{t('suppressions.invalid', { count: invalid.length })}</p>
          <p className="contact-invalid quiet small" lang="zxx">
            {invalid.join(', ')}
          </p>
        </div>
      )}
      <div className="dialog-actions">
        <Button type="primary" onClick={() => void onDone()}>
          {t('common.close')}
        </Button>
      </div>
    </div>
  );
}
