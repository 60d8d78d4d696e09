import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReceivedOf, uploadCustomerList } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadClient } from '../../../api/client.ts';
import { explainFailure } from '../../../api/problem.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Icon } from '../../../ui/icon.tsx';
import { listsQuery } from '../api.ts';

type Uploaded = ReceivedOf<typeof uploadCustomerList>;

/** Rows that are told one by one. */
const TOLD = 20;

/** A file of people onto a list; what became of its rows stands below, those that need a look by their place in it. */
export function UploadPeople({ listId, onChanged }: { readonly listId: string; readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const upload = useMutation({
    mutationFn: (file: File) =>
      uploadClient(() => undefined).call(uploadCustomerList, { params: { id: listId }, body: file }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: listsQuery().queryKey });
      onChanged();
    },
  });
  return (
    <div className="upload-people">
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,.xlsx,.json,.jsonl"
        aria-label={t('segments.uploadFile')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) {
            upload.mutate(file);
          }
          event.target.value = '';
        }}
      />
      <Button icon={<Icon name="upload" />} loading={upload.isPending} onClick={() => input.current?.click()}>
        {t('segments.uploadFile')}
      </Button>
      <p className="quiet small">{t('segments.uploadHint')}</p>
      {upload.isError ? (
        <p className="field-fault" role="alert">
          {explainFailure(upload.error)}
        </p>
      ) : null}
      {upload.data === undefined ? null : <Told uploaded={upload.data} />}
    </div>
  );
}

function Told({ uploaded: { counts, rows, results } }: { readonly uploaded: Uploaded }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const open = results.filter(({ outcome }) => outcome === 'unknown' || outcome === 'refused');
  return (
    <div role="status">
      <p className="small">
        {t('segments.uploadDone', { rows, done: counts.done, same: counts.same + counts.twice, open: open.length })}
      </p>
      <ul className="upload-faults small">
        {open.slice(0, TOLD).map(({ row, outcome, value, reason }) => (
          <li key={row}>
            {t('segments.uploadRow', { row })}
            {value === null ? null : <span className="figures"> {value}</span>}{' '}
            <span className="quiet">
              {reason?.[locale] ?? t(outcome === 'unknown' ? 'segments.uploadUnknown' : 'segments.uploadRefused')}
            </span>
          </li>
        ))}
      </ul>
      {open.length > TOLD ? (
        <p className="quiet small">{t('segments.uploadMore', { count: open.length - TOLD })}</p>
      ) : null}
    </div>
  );
}
