import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { FilterChip } from '../../../ui/parts.tsx';
import type { EditorProps } from './editor-props.ts';

/** Free words: one, or several of which any may be meant. */
export function WordsEditor(props: EditorProps) {
  return props.face.single ? <OneWord {...props} /> : <ManyWords {...props} />;
}

function OneWord({ face, value, onChange }: EditorProps) {
  return (
    <Input
      data-first
      aria-label={face.label[currentLocale()]}
      maxLength={200}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

const SEPARATORS = /[,，、;；\n\t]/u;

function ManyWords({ face, value, onChange, onClose }: EditorProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const words = Array.isArray(value) ? value.map(String) : [];
  const add = (text: string): void => {
    const more = text.split(SEPARATORS).map((one) => one.trim());
    const next = [...new Set([...words, ...more.filter((one) => one !== '')])];
    if (next.length > words.length) {
      onChange(next);
    }
    setTyped('');
  };
  return (
    <div className="words-editor">
      {words.length === 0 ? null : (
        <div className="chips">
          {words.map((word) => (
            <FilterChip key={word} onRemove={() => onChange(words.filter((one) => one !== word))}>
              {word}
            </FilterChip>
          ))}
        </div>
      )}
      <Input
        data-first
        aria-label={face.label[currentLocale()]}
        placeholder={t('segments.wordsHint')}
        maxLength={200}
        value={typed}
        onChange={(event) =>
          SEPARATORS.test(event.target.value) ? add(event.target.value) : setTyped(event.target.value)
        }
        onBlur={() => add(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing && typed.trim() !== '') {
            event.preventDefault();
            add(typed);
          } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.preventDefault();
            onClose();
          } else if (event.key === 'Backspace' && typed === '' && words.length > 0) {
            onChange(words.slice(0, -1));
          }
        }}
      />
    </div>
  );
}
