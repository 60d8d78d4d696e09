import { useState } from 'react';

interface NumberFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  /** Both ends at once: 18-35. */
  readonly onBetween?: (min: number, max: number) => void;
  readonly prefix?: string;
  readonly unit?: string;
  readonly isFirst?: boolean;
}

/** 18-35, 18~35, 18到35, 18 to 35. */
const BETWEEN = /^(\d+(?:\.\d+)?)\s*(?:-|−|–|~|到|至|to)\s*(\d+(?:\.\d+)?)$/u;
/** The beginning of one. */
const PART = /^\d+(?:\.\d+)?\s*(?:-|−|–|~|到|至|to?)\s*[\d.]*$/u;
const NUMBER = /^[-−]?\d+(?:\.\d*)?$/u;

/** A number to type; full-width digits are digits too. What is not one yet stays as typed and changes nothing. */
export function NumberField({ label, value, onChange, onBetween, prefix, unit, isFirst = false }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (value === undefined ? '' : String(value));
  const isWrong = shown !== '' && !NUMBER.test(shown) && !(onBetween !== undefined && PART.test(shown));
  return (
    <span className="number-field">
      {prefix === undefined ? null : <span className="quiet">{prefix}</span>}
      <input
        {...(isFirst ? { 'data-first': true } : {})}
        aria-label={label}
        inputMode="decimal"
        autoComplete="off"
        size={Math.max(4, shown.length)}
        aria-invalid={isWrong}
        value={shown}
        onFocus={(event) => event.target.select()}
        onBlur={() => setTyped(null)}
        onChange={(event) => {
          const text = event.target.value.normalize('NFKC').replaceAll(',', '').trim();
          setTyped(text);
          if (text === '') {
            onChange(undefined);
          } else if (onBetween !== undefined && BETWEEN.test(text)) {
            const [, min, max] = BETWEEN.exec(text) ?? [];
            onBetween(Number(min), Number(max));
          } else if (NUMBER.test(text)) {
            onChange(Number(text.replace('−', '-')));
          }
        }}
      />
      {unit === undefined ? null : <span className="quiet">{unit}</span>}
    </span>
  );
}
