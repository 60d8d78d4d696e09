import { InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import type { Guess, ImportKind, LayoutChoice } from './api.ts';

const DELIMITERS = [
  { sign: ',', name: 'comma' },
  { sign: ';', name: 'semicolon' },
  { sign: '\t', name: 'tab' },
  { sign: '|', name: 'bar' },
] as const;

const ENCODINGS = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'gb18030', label: 'GBK' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
] as const;

/** Select wants a value for "as the kind does it". */
const USUAL = '';

interface LayoutBarProps {
  readonly kind: ImportKind;
  readonly guess: Guess;
  readonly layout: LayoutChoice;
  readonly keyField: string | null;
  readonly onLayout: (layout: LayoutChoice) => void;
  readonly onKeyField: (field: string | null) => void;
}

function Setting({
  id,
  label,
  children,
}: {
  readonly id: string;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="layout-setting">
      <label className="quiet small" htmlFor={id}>
        {label}
      </label>
      {children}
    </div>
  );
}

/** How the file is read, as guessed and to be changed: sheet or delimiter and encoding, header row, key. */
export function LayoutBar({ kind, guess, layout, keyField, onLayout, onKeyField }: LayoutBarProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <div className="layout-bar">
      {guess.format === 'xlsx' && guess.sheets.length > 1 ? (
        <Setting id="layout-sheet" label={t('imports.sheet')}>
          <Select
            id="layout-sheet"
            size="small"
            value={guess.sheet}
            options={guess.sheets.map((sheet) => ({ value: sheet, label: sheet }))}
            onChange={(sheet: string) => onLayout({ sheet })}
          />
        </Setting>
      ) : null}
      {guess.format === 'csv' ? (
        <Setting id="layout-delimiter" label={t('imports.delimiter')}>
          <Select
            id="layout-delimiter"
            size="small"
            value={guess.delimiter}
            options={DELIMITERS.map(({ sign, name }) => ({ value: sign, label: t(`imports.delimiters.${name}`) }))}
            onChange={(delimiter: string) => onLayout({ ...layout, delimiter })}
          />
        </Setting>
      ) : null}
      {guess.format === 'csv' ? (
        <Setting id="layout-encoding" label={t('imports.encoding')}>
          <Select
            id="layout-encoding"
            size="small"
            value={guess.encoding}
            options={[...ENCODINGS]}
            onChange={(encoding: string) => {
              const known = ENCODINGS.find(({ value }) => value === encoding);
              onLayout(known === undefined ? layout : { ...layout, encoding: known.value });
            }}
          />
        </Setting>
      ) : null}
      {guess.format === 'json' ? null : (
        <Setting id="layout-header" label={t('imports.headerRow')}>
          <InputNumber
            id="layout-header"
            size="small"
            min={0}
            max={200}
            value={guess.headerRow ?? 0}
            changeOnWheel={false}
            controls={false}
            onChange={(headerRow) => {
              if (headerRow !== null) {
                onLayout({ ...layout, headerRow });
              }
            }}
          />
        </Setting>
      )}
      {kind.keyFields.length > 0 ? (
        <Setting id="layout-key" label={t('imports.updateBy')}>
          <Select
            id="layout-key"
            size="small"
            value={keyField ?? USUAL}
            popupMatchSelectWidth={false}
            options={[
              { value: USUAL, label: t('imports.updateByUsual') },
              ...kind.keyFields.map((name) => ({
                value: name,
                label: kind.fields.find((field) => field.name === name)?.label[locale] ?? name,
              })),
            ]}
            onChange={(field: string) => onKeyField(field === USUAL ? null : field)}
          />
        </Setting>
      ) : null}
    </div>
  );
}
