import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { truncateMiddle } from '../i18n/format.ts';
import { Icon } from './icon.tsx';
import './parts.css';

/**
 * A long text with its middle cut out and the whole on hover: the browser's own hint, since lists show hundreds of them
 * and a component for each would make scrolling stutter.
 */
export function MiddleText({ text, max }: { readonly text: string; readonly max: number }) {
  const short = truncateMiddle(text, max);
  return (
    <span className="clip" title={short === text ? undefined : text}>
      {short}
    </span>
  );
}

/** A small "i" that says on hover and focus what a figure means. */
export function Definition({ name, text }: { readonly name: string; readonly text: string }) {
  const { t } = useTranslation();
  return (
    <Tooltip title={text}>
      <button type="button" className="definition" aria-label={t('common.definition', { name })}>
        <Icon name="info" size={13} />
      </button>
    </Tooltip>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly definition?: string;
  readonly note?: ReactNode;
}

/** One large number with its name, its meaning and what puts it in proportion. */
export function Figure({ label, value, definition, note }: FigureProps) {
  return (
    <div className="figure">
      <div className="figure-label">
        {label}
        {definition === undefined ? null : <Definition name={label} text={definition} />}
      </div>
      <div className="figure-value">{value}</div>
      <div className="figure-note">{note}</div>
    </div>
  );
}

interface ChipProps {
  readonly children: string;
  readonly onRemove: () => void;
}

/** A filter that is on, as a sentence, with a cross that takes it off. */
export function FilterChip({ children, onRemove }: ChipProps) {
  const { t } = useTranslation();
  return (
    <span className="chip">
      {children}
      <button type="button" aria-label={t('common.remove', { what: children })} onClick={onRemove}>
        <Icon name="close" size={11} />
      </button>
    </span>
  );
}

/** A key on a keyboard. */
export function Key({ children }: { readonly children: string }) {
  return <kbd className="key">{children}</kbd>;
}

/** How far something is, with the figure in words beside it for those who do not see the line. */
export function ProgressLine({ share, label }: { readonly share: number | null; readonly label: string }) {
  const percent = share === null ? undefined : Math.round(share * 100);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div
        className={share === null ? 'progress-done is-unknown' : 'progress-done'}
        style={{ width: share === null ? undefined : `${share * 100}%` }}
      />
    </div>
  );
}
