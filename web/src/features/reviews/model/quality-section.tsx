import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { TimeChart } from '../../../ui/chart/time-chart.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Failure } from '../../../ui/states.tsx';
import { type LabelSource, type MatchQuality, qualityQuery, requestLabels } from './api.ts';
import { readLabels } from './labels.ts';

const percent = (share: number): string => `${Number((share * 100).toFixed(1))}%`;

/** Precision and recall at each threshold, on what people decided and on labelled pairs. */
export function QualitySection() {
  const { t } = useTranslation();
  const locale = currentLocale();
  const [by, setBy] = useState<LabelSource>('all');
  const quality = useQuery(qualityQuery(by));
  const points = quality.data?.points ?? [];
  const isEmpty = points.every(({ recall }) => recall.value === null);
  const cell = ({ value, low, high }: MatchQuality['points'][number]['precision']): string =>
    value === null || low === null || high === null
      ? t('common.none')
      : t('match.withInterval', { value: percent(value), low: percent(low), high: percent(high) });
  return (
    <>
      <ChartFrame
        title={t('match.quality')}
        definition={{ formula: t('match.qualityFormula'), source: t('match.qualitySource') }}
        answer={quality}
        shape="columns"
        empty={isEmpty ? t('match.noLabels') : null}
        table={{
          head: [t('match.threshold'), t('match.precision'), t('match.recall')],
          rows: points.map(({ threshold, precision, recall }) => ({
            id: String(threshold),
            name: percent(threshold),
            cells: [cell(precision), cell(recall)],
          })),
        }}
        actions={
          <Segmented<LabelSource>
            size="small"
            aria-label={t('match.measuredOn')}
            value={by}
            onChange={setBy}
            options={(['all', 'reviews', 'file'] as const).map((value) => ({ value, label: t(`match.by.${value}`) }))}
          />
        }
      >
        <TimeChart
          label={t('match.quality')}
          shape="lines"
          height={220}
          points={points.map(({ threshold }) => ({
            id: String(threshold),
            tick: percent(threshold),
            name: t('match.from', { threshold: percent(threshold) }),
          }))}
          series={[
            {
              id: 'precision',
              name: t('match.precision'),
              colour: 'var(--accent)',
              values: points.map(({ precision }) => precision.value ?? 0),
            },
            {
              id: 'recall',
              name: t('match.recall'),
              colour: 'var(--warning)',
              values: points.map(({ recall }) => recall.value ?? 0),
            },
          ]}
          format={percent}
          formatTick={percent}
        />
      </ChartFrame>
      {quality.data === undefined ? null : (
        <p className="quiet small">
          {t('match.labelled', {
            reviews: formatNumber(quality.data.labelled.reviews.same + quality.data.labelled.reviews.different, locale),
            file: formatNumber(quality.data.labelled.file.same + quality.data.labelled.file.different, locale),
          })}{' '}
          {quality.data.fileName}
        </p>
      )}
      <UploadLabels />
    </>
  );
}

/** A file of labelled pairs, in place of the one before. */
function UploadLabels() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const { rows, unread } = readLabels(await file.text());
      const { saved, unknown } = await requestLabels(file.name, rows);
      return { saved, left: unread.length + unknown.length };
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['reviews', 'quality'] }),
  });
  return (
    <div className="match-upload">
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt"
        aria-label={t('match.upload')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) {
            upload.mutate(file);
          }
          event.target.value = '';
        }}
      />
      <Button icon={<Icon name="upload" />} loading={upload.isPending} onClick={() => input.current?.click()}>
        {t('match.upload')}
      </Button>
      <span className="quiet small">{t('match.uploadHint')}</span>
      {upload.data === undefined ? null : (
        <span role="status" className="small">
          {t('match.uploaded', { saved: upload.data.saved, left: upload.data.left })}
        </span>
      )}
      {upload.isError ? <Failure error={upload.error} /> : null}
    </div>
  );
}
