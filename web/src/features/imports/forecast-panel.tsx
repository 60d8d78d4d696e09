import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { ProgressLine } from '../../ui/parts.tsx';
import { Failure } from '../../ui/states.tsx';
import { type ImportRun, isMoving } from './api.ts';
import './forecast-panel.css';
import type { Forecast } from './use-forecast.ts';

const COUNTS = ['added', 'changed', 'same', 'rejected', 'repeated'] as const;

function textOf(run: ImportRun | undefined): 'imports.forecastDone' | 'imports.forecastNone' | 'imports.forecastNote' {
  if (run?.status !== 'done') {
    return 'imports.forecastNote';
  }
  return run.accepted > 0 ? 'imports.forecastDone' : 'imports.forecastNone';
}

/** What the import would do, counted over the whole file before anything is kept. */
export function ForecastPanel({ forecast, isReady }: { readonly forecast: Forecast; readonly isReady: boolean }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { run, isAutomatic, error, start, cancel } = forecast;
  const isRunning = run !== undefined && isMoving(run.status);
  return (
    <section className="forecast" aria-label={t('imports.forecast')}>
      <h2>{t('imports.forecast')}</h2>
      {error === null ? null : <Failure error={error} onRetry={start} />}
      {run?.status === 'failed' ? <p className="is-failed">{run.failure}</p> : null}
      <dl className={run === undefined ? 'forecast-counts is-waiting' : 'forecast-counts'}>
        {COUNTS.map((count) => (
          <div key={count} className={count === 'rejected' && (run?.rejected ?? 0) > 0 ? 'is-warning' : undefined}>
            <dt>{t(`imports.forecasts.${count}`)}</dt>
            <dd className="figures">{run === undefined ? t('common.none') : formatNumber(run[count], locale)}</dd>
          </div>
        ))}
      </dl>
      {isRunning ? (
        <div className="forecast-progress" role="status">
          <ProgressLine share={run.status === 'running' ? run.progress : null} label={t('imports.counting')} />
          <span className="quiet small figures">
            {t('imports.counting')} {formatShare(run.progress, locale)}
          </span>
          <Button size="small" onClick={cancel}>
            {t('imports.stopCounting')}
          </Button>
        </div>
      ) : null}
      {!isRunning && isReady && (!isAutomatic || run?.status === 'failed') && run?.status !== 'done' ? (
        <Button onClick={start}>{t('imports.count')}</Button>
      ) : null}
      <p className="quiet small">{isReady ? t(textOf(run)) : t('imports.forecastWaits')}</p>
    </section>
  );
}
