import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Depth } from '../../app/search-params.ts';
import { formatMoneyShort, formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { useAppearance, useIsNarrow } from '../../theme/appearance.tsx';
import { heatOf } from '../../theme/heat.ts';
import type { RfmCell, RfmMap } from './api.ts';
import { type FieldCell, fieldOf, frequencyWords, limitsOf, SCORES } from './field.ts';
import { groupColour } from './group-mark.tsx';

interface RfmFieldProps {
  readonly map: RfmMap;
  readonly by: Depth;
  /** Date and currency as in the address, which stay when a square is opened. */
  readonly search: { readonly asOf?: string; readonly currency?: string };
  readonly onLook: (cell: RfmCell | null) => void;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Arrows move between squares; the links keep their own Enter. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = STEPS[event.key];
  const from = event.target instanceof HTMLElement ? event.target.dataset : {};
  if (step === undefined || from['r'] === undefined) {
    return;
  }
  event.preventDefault();
  const next = `[data-r="${Number(from['r']) + step[0]}"][data-f="${Number(from['f']) + step[1]}"]`;
  event.currentTarget.querySelector<HTMLElement>(next)?.focus();
}

function Square({ entry, map, by, search, onLook }: RfmFieldProps & { readonly entry: FieldCell }) {
  const { t } = useTranslation();
  const { mode } = useAppearance();
  const isNarrow = useIsNarrow();
  const locale = currentLocale();
  const { r, f, cell, edges } = entry;
  const heat = heatOf(entry.depth, mode);
  if (cell === null) {
    return (
      <span className="rfm-square is-empty" style={{ background: heat.background }}>
        <span className="visually-hidden">
          {t('rfm.cell', { r, f })}: {t('rfm.cellEmpty')}
        </span>
      </span>
    );
  }
  const colour = groupColour(cell.group);
  const side = (isEdge: boolean): string => (isEdge ? `3px solid ${colour}` : '3px solid transparent');
  const people = formatNumber(cell.customers, locale);
  const money = formatMoneyShort(cell.monetaryMinor, { currency: map.currency, locale });
  const share = formatShare(cell.customers / Math.max(1, map.customers), locale);
  return (
    <Link
      className="rfm-square"
      to="/insight/rfm"
      search={{ ...search, ...(by === 'size' ? {} : { by }), r, f }}
      resetScroll={false}
      data-r={r}
      data-f={f}
      style={{
        background: heat.background,
        color: heat.text,
        borderTop: side(edges.top),
        borderRight: side(edges.right),
        borderBottom: side(edges.bottom),
        borderLeft: side(edges.left),
      }}
      onMouseEnter={() => onLook(cell)}
      onMouseLeave={() => onLook(null)}
      onFocus={() => onLook(cell)}
      onBlur={() => onLook(null)}
    >
      <span className="visually-hidden">
        {t('rfm.cell', { r, f })} {t(`groups.${cell.group}`)}
      </span>
      {entry.isNamed && !isNarrow ? (
        <span className="rfm-name" aria-hidden="true">
          {t(`groups.${cell.group}`)}
        </span>
      ) : null}
      <span className="rfm-figure">{by === 'size' ? people : money}</span>
      {isNarrow ? null : (
        <span className="rfm-share">{by === 'size' ? share : t('common.people', { count: cell.customers })}</span>
      )}
    </Link>
  );
}

/** Recency to the right, frequency upward; depth of colour is people or money, outlines are the groups. */
export const RfmField = memo(function RfmField(props: RfmFieldProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { map } = props;
  const field = fieldOf(map, props.by);
  const frequency = limitsOf(map.cuts.frequency);
  const days = map.cuts.recencyDays;
  const recency = SCORES.map((score) =>
    score === 1
      ? t('rfm.cutRLast', { days: formatNumber(Math.max(...days), locale) })
      : t('rfm.cutR', { days: formatNumber(days.toSorted((a, b) => a - b)[5 - score] ?? 0, locale) }),
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows between the links inside
    <div className="rfm-field" role="group" aria-label={t('rfm.field')} onKeyDown={moveFocus}>
      <div className="rfm-axis-f" aria-hidden="true">
        <span>{t('rfm.often')}</span>
        <strong>{t('rfm.axisF')}</strong>
        <span>{t('rfm.seldom')}</span>
      </div>
      <div className="rfm-grid">
        {SCORES.toReversed().map((f) => {
          const limit = frequency[f - 1];
          const times = formatNumber(limit?.limit ?? 0, locale);
          return [
            <span key={`label-${f}`} className="rfm-cut" aria-hidden="true">
              <b>{f}</b>
              {limit === undefined ? null : t(frequencyWords(limit), { times })}
            </span>,
            ...field
              .filter((entry) => entry.f === f)
              .map((entry) => <Square key={`${entry.r}:${f}`} entry={entry} {...props} />),
          ];
        })}
        <span />
        {SCORES.map((r) => (
          <span key={r} className="rfm-cut is-below" aria-hidden="true">
            <b>{r}</b>
            {recency[r - 1]}
          </span>
        ))}
      </div>
      <div className="rfm-axis-r" aria-hidden="true">
        <span>{t('rfm.distant')}</span>
        <strong>{t('rfm.axisR')}</strong>
        <span>{t('rfm.recent')}</span>
      </div>
    </div>
  );
});
