import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { minorDigits } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { symbolOf } from '../rule/token-text.ts';
import type { EditorProps } from './editor-props.ts';
import { NumberField } from './number-field.tsx';
import { WaySwitch } from './way-switch.tsx';

const WAYS = ['atLeast', 'atMost', 'exactly', 'between'] as const;
type Way = (typeof WAYS)[number];

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly currency?: string | undefined;
}

function wayOf({ min, max }: Bounds): Way {
  if (min !== undefined && max !== undefined) {
    return min === max ? 'exactly' : 'between';
  }
  return max === undefined ? 'atLeast' : 'atMost';
}

/** Only the ends that there are. */
function boundsOf({ min, max, currency }: Bounds): Bounds {
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(currency === undefined ? {} : { currency }),
  };
}

/** At least, at most, exactly, between: numbers and amounts. */
export function BoundsEditor({ face, value, currency, onChange }: EditorProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  // `as`: the schema of this face
  const bounds = (value ?? {}) as Bounds;
  const [way, setWay] = useState<Way>(() => wayOf(bounds));
  const unit = bounds.currency ?? currency;
  const isMoney = face.face === 'money';
  const scale = isMoney ? 10 ** minorDigits(unit) : 1;
  const named = isMoney ? { prefix: symbolOf(unit, locale) } : {};
  const unitText = face.unit === null ? {} : { unit: face.unit[locale] };
  const kept = { currency: bounds.currency };
  const choose = (next: Way): void => {
    setWay(next);
    const one = bounds.min ?? bounds.max;
    const ends: Readonly<Record<Way, Bounds>> = {
      atLeast: { min: one },
      atMost: { max: bounds.max ?? one },
      exactly: { min: one, max: one },
      between: { min: bounds.min, max: bounds.max },
    };
    onChange(boundsOf({ ...ends[next], ...kept }));
  };
  const change = (end: 'min' | 'max', typed: number | undefined): void => {
    const minor = typed === undefined ? undefined : Math.round(typed * scale * 10_000) / 10_000;
    const exact = isMoney && minor !== undefined ? Math.round(minor) : minor;
    const both = way === 'exactly' ? { min: exact, max: exact } : { ...bounds, [end]: exact };
    onChange(boundsOf({ ...both, ...kept }));
  };
  /** "18-35" is typed quicker than it is chosen. */
  const between = (min: number, max: number): void => {
    setWay('between');
    const scaled = (typed: number): number => (isMoney ? Math.round(typed * scale) : typed);
    onChange(boundsOf({ min: scaled(Math.min(min, max)), max: scaled(Math.max(min, max)), ...kept }));
  };
  const major = (minor: number | undefined): number | undefined => (minor === undefined ? undefined : minor / scale);
  const hasMin = way !== 'atMost';
  const hasMax = way === 'atMost' || way === 'between';
  return (
    <div className="bounds-editor">
      <WaySwitch<Way>
        label={t('segments.way', { words: '' })}
        value={way}
        onChange={choose}
        options={WAYS.map((name) => ({ value: name, label: t(`segments.ways.${name}`) }))}
      />
      <div className="bounds-fields">
        {hasMin ? (
          <NumberField
            isFirst
            label={t(way === 'between' ? 'segments.from' : `segments.ways.${way}`)}
            value={major(bounds.min)}
            onChange={(typed) => change('min', typed)}
            onBetween={between}
            {...named}
            {...(way === 'between' ? {} : unitText)}
          />
        ) : null}
        {way === 'between' ? <span>{t('segments.to')}</span> : null}
        {hasMax ? (
          <NumberField
            isFirst={!hasMin}
            label={t(way === 'between' ? 'segments.upTo' : 'segments.ways.atMost')}
            value={major(bounds.max)}
            onChange={(typed) => change('max', typed)}
            onBetween={between}
            {...named}
            {...unitText}
          />
        ) : null}
      </div>
    </div>
  );
}
