import { currentLocale } from '../../../i18n/i18n.ts';
import type { EditorProps } from './editor-props.ts';
import { NumberField } from './number-field.tsx';

/** One whole number. */
export function NumberEditor({ face, value, onChange }: EditorProps) {
  const locale = currentLocale();
  return (
    <div className="bounds-fields">
      <NumberField
        isFirst
        label={face.label[locale]}
        value={typeof value === 'number' ? value : undefined}
        onChange={(typed) => onChange(typed ?? null)}
        unit={face.unit === null ? face.label[locale] : face.unit[locale]}
      />
    </div>
  );
}
