import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useReducer, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Page } from '../../../ui/page.tsx';
import { ProgressLine } from '../../../ui/parts.tsx';
import { Failure, Notice } from '../../../ui/states.tsx';
import { importKindsQuery, requestGuess, requestImport } from '../api.ts';
import { type Choice, ChooseStep } from '../choose-step.tsx';
import '../imports.css';
import { MapStep } from '../map-step.tsx';
import { EMPTY_MAPPING, mappingOf, mappingReducer } from '../mapping.ts';
import { Steps } from '../steps.tsx';

const isStopped = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** Uploads once per press of "start"; a retry of the same file and mapping reuses the key and cannot import twice. */
function useUpload(choice: Choice) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [share, setShare] = useState(0);
  const stop = useRef<AbortController | null>(null);
  const key = useRef({ about: '', value: '' });
  const upload = useMutation({
    mutationFn: async (mapping: Readonly<Record<string, string>>) => {
      const { file, kind, source, currency } = choice;
      if (file === null) {
        throw new Error('No file');
      }
      const about = JSON.stringify([file.name, file.size, file.lastModified, kind, source, currency, mapping]);
      if (key.current.about !== about) {
        key.current = { about, value: crypto.randomUUID() };
      }
      stop.current = new AbortController();
      setShare(0);
      return requestImport(
        file,
        { kind, source, currency, mapping },
        { idempotencyKey: key.current.value, signal: stop.current.signal, onProgress: setShare },
      );
    },
    async onSuccess({ id }) {
      await queryClient.invalidateQueries({ queryKey: ['intake', 'imports'] });
      await navigate({ to: '/imports/$importId', params: { importId: id } });
    },
  });
  return { upload, share, stop: () => stop.current?.abort() };
}

/** The import wizard: choose a file, check its columns, start. Progress and result have their own address. */
export function ImportNewPage() {
  const { t } = useTranslation();
  const kinds = useQuery(importKindsQuery());
  const [step, setStep] = useState<0 | 1>(0);
  const [choice, setChoice] = useState<Choice>({ file: null, kind: 'orders', source: '', currency: 'CNY' });
  const [state, dispatch] = useReducer(mappingReducer, EMPTY_MAPPING);
  const { upload, share, stop } = useUpload(choice);
  const guess = useMutation({
    mutationFn: ({ file, kind, source }: { file: File; kind: string; source: string }) =>
      requestGuess(file, { kind, source, signal: AbortSignal.timeout(30_000) }),
    onSuccess(result) {
      dispatch({ type: 'guessed', guess: result });
      setStep(1);
    },
  });
  const kind = kinds.data?.items.find((candidate) => candidate.name === choice.kind);
  const look = (): void => {
    if (choice.file !== null) {
      upload.reset();
      guess.mutate({ file: choice.file, kind: choice.kind, source: choice.source });
    }
  };
  const isUploading = upload.isPending || upload.isSuccess;
  return (
    <Page title={t('imports.new')}>
      <Steps current={isUploading ? 2 : step} />
      {step === 0 ? <ChooseStep choice={choice} onChange={setChoice} onNext={look} /> : null}
      {guess.isPending ? (
        <div className="wizard-wait">
          <ProgressLine share={null} label={t('imports.reading')} />
          <p className="quiet">{t('imports.reading')}</p>
        </div>
      ) : null}
      {guess.isError && step === 0 ? <Failure error={guess.error} onRetry={look} /> : null}
      {isUploading ? (
        <div className="wizard-wait" role="status">
          <ProgressLine share={share} label={t('imports.stepRun')} />
          <p className="figures">{t('imports.uploading', { share: formatShare(share, currentLocale()) })}</p>
          <div>
            <Button onClick={stop}>{t('imports.cancelUpload')}</Button>
          </div>
        </div>
      ) : null}
      {step === 1 && !isUploading && kind !== undefined && guess.data !== undefined ? (
        <>
          {upload.isError && isStopped(upload.error) ? <Notice>{t('imports.uploadStopped')}</Notice> : null}
          {upload.isError && !isStopped(upload.error) ? (
            <Failure error={upload.error} onRetry={() => upload.mutate(mappingOf(state.columns))} />
          ) : null}
          <MapStep
            kind={kind}
            guess={guess.data}
            state={state}
            currency={choice.currency}
            onAction={dispatch}
            onBack={() => setStep(0)}
            onStart={() => upload.mutate(mappingOf(state.columns))}
          />
        </>
      ) : null}
    </Page>
  );
}
