import { Button } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure, statusOf } from '../api/problem.ts';
import { Icon, type IconName } from './icon.tsx';
import './states.css';

/** Loading shorter than this shows nothing, so that fast answers do not flicker. */
const PATIENCE_MS = 150;

/** True once waiting has taken longer than anyone would not notice. */
function useIsLate(): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setIsLate(true), PATIENCE_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return isLate;
}

type SkeletonShape = 'rows' | 'figures' | 'block' | 'lines';

const PIECES: Readonly<Record<SkeletonShape, number>> = { rows: 12, figures: 4, block: 1, lines: 4 };

/** Grey shapes in the form of what will come, after 150 ms. */
export function Skeleton({ shape }: { readonly shape: SkeletonShape }) {
  const { t } = useTranslation();
  const isLate = useIsLate();
  return (
    <div className={`skeleton skeleton-${shape}`} role="status" aria-label={t('common.loading')}>
      {isLate
        ? Array.from({ length: PIECES[shape] }, (_, index) => <span key={index} className="skeleton-piece" />)
        : null}
    </div>
  );
}

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly body?: string;
  /** The whole page is this: its title is the h1. */
  readonly isPage?: boolean;
  readonly children?: ReactNode;
}

/** What a place says when there is nothing in it yet, and what to do about it. */
export function Empty({ icon, title, body, isPage = false, children }: EmptyProps) {
  const Title = isPage ? 'h1' : 'h2';
  return (
    <div className="empty">
      <span className="empty-mark">
        <Icon name={icon} size={20} />
      </span>
      <Title>{title}</Title>
      {body === undefined ? null : <p className="quiet">{body}</p>}
      {children === undefined ? null : <div className="empty-actions">{children}</div>}
    </div>
  );
}

interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** An error in the place where the content would be, with a way to try again. */
export function Failure({ error, onRetry }: FailureProps) {
  const { t } = useTranslation();
  const isRefused = statusOf(error) === 403 || statusOf(error) === 404;
  return (
    <div className="failure" role="alert">
      <Icon name="warning" />
      <span>{isRefused ? explainFailure(error) : t('errors.loadFailed', { why: explainFailure(error) })}</span>
      {onRetry === undefined || isRefused ? null : (
        <Button size="small" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
    </div>
  );
}

/** One line across a page about something that touches all of it. */
export function Notice({ children }: { readonly children: ReactNode }) {
  return (
    <div className="notice" role="status">
      <Icon name="clock" />
      <span>{children}</span>
    </div>
  );
}
