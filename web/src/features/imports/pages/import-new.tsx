import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure, statusOf } from '../../../api/problem.ts';
import { formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProgressLine } from '../../../ui/parts.tsx';
import { Failure, Notice, Skeleton } from '../../../ui/states.tsx';
import {
  type ImportOrder,
  importKindsQuery,
  type LayoutChoice,
  type LookRequest,
  requestImport,
  requestStart,
  type Upload,
} from '../api.ts';
import { type Choice, ChooseStep } from '../choose-step.tsx';
import { ForecastPanel } from '../forecast-panel.tsx';
import '../imports.css';
import '../wizard.css';
import { LayoutBar } from '../layout-bar.tsx';
import { MapStep } from '../map-step.tsx';
import { Steps } from '../steps.tsx';
import { type Forecast, useForecast } from '../use-forecast.ts';
import { useLook } from '../use-look.ts';
import { useUpload } from '../use-upload.ts';

const isStopped = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** Starts the import: the dry run for real if there is one of these settings. A retry of the same press is no second import. */
function useStart(order: ImportOrder | null, forecast: Forecast) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const key = useRef({ about: '', value: '' });
  return useMutation({
    mutationFn: () => {
      if (order === null) {
        throw new Error('Nothing to import');
      }
      const about = JSON.stringify(order);
      if (key.current.about !== about) {
        key.current = { about, value: crypto.randomUUID() };
      }
      const { run, cancel } = forecast;
      if (run?.canStart === true) {
        return requestStart(run.id, key.current.value);
      }
      cancel();
      return requestImport(order, { dryRun: false, idempotencyKey: key.current.value });
    },
    async onSuccess({ id }) {
      await queryClient.invalidateQueries({ queryKey: ['intake', 'imports'] });
      await queryClient.invalidateQueries({ queryKey: ['intake', 'mappings'] });
      await navigate({ to: '/imports/$importId', params: { importId: id } });
    },
  });
}

function Uploading({ share, onStop }: { readonly share: number; readonly onStop: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="wizard-wait" role="status">
      <ProgressLine share={share < 1 ? share : null} label={t('imports.reading')} />
      <p className="figures">
        {share < 1 ? t('imports.uploading', { share: formatShare(share, currentLocale()) }) : t('imports.reading')}
      </p>
      <div>
        <Button onClick={onStop}>{t('imports.cancelUpload')}</Button>
      </div>
    </div>
  );
}

interface CheckProps {
  readonly choice: Choice & { readonly kind: string };
  readonly upload: Upload;
  readonly onBack: () => void;
}

/** The second step, once the file is there: how it is read, what its columns are, what would happen. */
function CheckStep({ choice, upload, onBack }: CheckProps) {
  const { t } = useTranslation();
  const kinds = useQuery(importKindsQuery());
  const [layout, setLayout] = useState<LayoutChoice>({});
  const [keyField, setKeyField] = useState<string | null>(null);
  const kind = kinds.data?.items.find((candidate) => candidate.name === choice.kind);
  const request: LookRequest = { upload: upload.id, kind: choice.kind, source: choice.source, layout };
  const { guess, state, dispatch, mapping, missing, ...look } = useLook(request, kind);
  const isReady = missing.length === 0 && guess.isSuccess && !guess.isFetching && state.columns.length > 0;
  const order = isReady ? { ...request, mapping, currency: choice.currency, key: keyField } : null;
  const forecast = useForecast(order, upload.bytes);
  const start = useStart(order, forecast);
  if (guess.isError) {
    const isRefused = statusOf(guess.error) === 422;
    const hasChoice = Object.keys(layout).length > 0;
    return (
      <>
        {isRefused ? (
          <div className="failure" role="alert">
            <Icon name="warning" />
            <span>{explainFailure(guess.error)}</span>
          </div>
        ) : (
          <Failure error={guess.error} onRetry={() => void guess.refetch()} />
        )}
        <div className="wizard-turn">
          {hasChoice ? <Button onClick={() => setLayout({})}>{t('imports.guessAgain')}</Button> : null}
          <Button onClick={onBack}>{t('imports.change')}</Button>
        </div>
      </>
    );
  }
  if (guess.isPending || kind === undefined) {
    return <Skeleton shape="block" />;
  }
  return (
    <>
      {start.isError ? <Failure error={start.error} onRetry={() => start.mutate()} /> : null}
      {look.checkError === null ? null : <Failure error={look.checkError} />}
      <MapStep
        kind={kind}
        guess={guess.data}
        state={state}
        missing={missing}
        faults={look.faults}
        isChecking={look.isChecking}
        currency={choice.currency}
        onAction={dispatch}
        onForget={look.onForget}
        bar={
          <LayoutBar
            kind={kind}
            guess={guess.data}
            layout={layout}
            keyField={keyField}
            onLayout={setLayout}
            onKeyField={setKeyField}
          />
        }
        panel={<ForecastPanel forecast={forecast} isReady={isReady} />}
        actions={
          <>
            <Button onClick={onBack}>{t('imports.back')}</Button>
            <Button type="primary" disabled={!isReady} loading={start.isPending} onClick={() => start.mutate()}>
              {t('imports.start')}
            </Button>
          </>
        }
      />
    </>
  );
}

/** The import wizard: choose a file, check its columns, start. Progress and result have their own address. */
export function ImportNewPage() {
  const { t } = useTranslation();
  const [isNext, setNext] = useState(false);
  const [choice, setChoice] = useState<Choice>({ file: null, kind: null, source: '', currency: 'CNY' });
  const { upload, share, suggestion, stop } = useUpload();
  const { file } = choice;
  const kind = choice.kind ?? suggestion.data?.kind ?? null;
  const isOnItsWay = upload.isPending || (upload.isSuccess && suggestion.isPending);
  const isChecking = isNext && upload.isSuccess && kind !== null;
  const isWaiting = isNext && !isChecking && isOnItsWay;
  const change = (changed: Choice): void => {
    setNext(false);
    setChoice(changed);
    if (changed.file !== null && changed.file !== file && changed.file.size > 0) {
      upload.mutate(changed.file);
    }
  };
  const send = (): void => {
    if (file !== null) {
      upload.mutate(file);
    }
  };
  const next = (): void => {
    setNext(true);
    if (upload.isError) {
      send();
    }
  };
  return (
    <Page title={t('nav.newImport')}>
      <Steps current={isChecking ? 1 : 0} />
      {upload.isError ? (
        isStopped(upload.error) ? (
          <Notice>{t('imports.uploadStopped')}</Notice>
        ) : (
          <Failure error={upload.error} onRetry={send} />
        )
      ) : null}
      {isWaiting ? <Uploading share={share} onStop={stop} /> : null}
      {isChecking || isWaiting ? null : (
        <ChooseStep
          choice={choice}
          upload={{ share: upload.isPending ? share : null, isReading: isOnItsWay, suggestion: suggestion.data }}
          fault={suggestion.isError ? suggestion.error : null}
          onChange={change}
          onNext={next}
        />
      )}
      {isChecking ? (
        <CheckStep
          key={upload.data.id}
          choice={{ ...choice, kind }}
          upload={upload.data}
          onBack={() => setNext(false)}
        />
      ) : null}
    </Page>
  );
}
