import { Button, Popover, Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SpanName } from '../../app/insight-search.ts';
import { useIsNarrow } from '../../theme/appearance.tsx';
import { Icon } from '../../ui/icon.tsx';
import { NarrowChoice } from './narrow-choice.tsx';
import type { Span } from './spans.ts';

/** It brings fields that the page itself does without: it comes when it is asked for. */
const DateField = lazy(async () => ({ default: (await import('../../ui/date-field.tsx')).DateField }));

const COMMON = ['d7', 'd28', 'd90', 'm12', 'month', 'year'] as const satisfies readonly SpanName[];

interface SpanPickerProps {
  readonly span: Span;
  readonly max: string;
  readonly onSpan: (next: { span: SpanName; from: string | undefined; to: string | undefined }) => void;
}

function OwnDates({
  span,
  max,
  onDone,
}: {
  readonly span: Span;
  readonly max: string;
  readonly onDone: (from: string, to: string) => void;
}) {
  const { t } = useTranslation();
  const [from, setFrom] = useState(span.from);
  const [to, setTo] = useState(span.to);
  return (
    <Suspense>
      <form
        className="span-dates"
        onSubmit={(event) => {
          event.preventDefault();
          onDone(from, to);
        }}
      >
        <div className="span-date">
          <span className="small quiet">{t('seeing.from')}</span>
          <DateField label={t('seeing.from')} value={from} max={max} onChange={setFrom} />
        </div>
        <div className="span-date">
          <span className="small quiet">{t('seeing.to')}</span>
          <DateField label={t('seeing.to')} value={to} max={max} onChange={setTo} />
        </div>
        <p className="field-fault" aria-live="polite">
          {from > to ? t('seeing.datesTurned') : null}
        </p>
        <Button type="primary" htmlType="submit" disabled={from > to}>
          {t('seeing.apply')}
        </Button>
      </form>
    </Suspense>
  );
}

/** Which days a page is about: common spans in a row, own dates behind the last button. */
export function SpanPicker({ span, max, onSpan }: SpanPickerProps) {
  const { t } = useTranslation();
  const isNarrow = useIsNarrow();
  const [isOpen, setIsOpen] = useState(false);
  const pick = (name: SpanName): void => onSpan({ span: name, from: undefined, to: undefined });
  const options = COMMON.map((name) => ({ value: name, label: t(`seeing.spans.${name}`) }));
  const dates = `${span.from} – ${span.to}`;
  return (
    <>
      {isNarrow ? (
        <NarrowChoice label={t('seeing.span')} options={options} value={span.name} onChange={pick} />
      ) : (
        <Segmented<SpanName>
          aria-label={t('seeing.span')}
          options={options}
          // A span of own dates is none of them.
          value={span.name}
          onChange={pick}
        />
      )}
      <Popover
        trigger="click"
        placement="bottomRight"
        open={isOpen}
        onOpenChange={setIsOpen}
        destroyOnHidden
        content={
          <OwnDates
            span={span}
            max={max}
            onDone={(from, to) => {
              setIsOpen(false);
              onSpan({ span: 'custom', from, to });
            }}
          />
        }
      >
        <Button className="figures" icon={<Icon name="calendar" />} aria-label={t('seeing.ownDates', { dates })}>
          {dates}
        </Button>
      </Popover>
    </>
  );
}
