import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { namesQuery } from '../api.ts';
import { TokenEditor } from '../editors/token-editor.tsx';
import type { Args } from '../rule/parts.ts';
import { tokenText } from '../rule/token-text.ts';
import { type ArgFace, catalogueOf } from '../rule/values.ts';
import { useBuilder, useRuleState } from './builder-context.ts';

interface TokenProps {
  readonly partId: string;
  readonly face: ArgFace;
  readonly args: Args;
  readonly onChange: (value: unknown) => void;
  readonly onRemove?: () => void;
}

/** What values of a catalogue are called; themselves until it is known. */
export function useNames(catalogue: string | null, value: unknown): (value: string) => string {
  const values = [value].flat().filter((one): one is string => typeof one === 'string' && one !== '');
  const names = useQuery({
    ...namesQuery(catalogue ?? '', values),
    enabled: catalogue !== null && values.length > 0,
    placeholderData: (old) => old,
  });
  const locale = currentLocale();
  return (one) => names.data?.items.find((item) => item.value === one)?.label[locale] ?? one;
}

/** A word of a condition that can be changed: it opens what it is changed with. */
export function Token({ partId, face, args, onChange, onRemove }: TokenProps) {
  const { t } = useTranslation();
  const { store, currency } = useBuilder();
  const locale = currentLocale();
  const key = `${partId}/${face.name}`;
  const isOpen = useRuleState(store, ({ openAt }) => openAt === key);
  const isWrong = useRuleState(
    store,
    ({ faults, openAt }) => openAt !== key && faults.get(partId)?.some(({ arg }) => arg === face.name) === true,
  );
  const button = useRef<HTMLButtonElement>(null);
  const catalogue = catalogueOf(face, args);
  const nameOf = useNames(catalogue, args[face.name]);
  const label = face.label[locale];
  const text = tokenText(face, args[face.name], { t, locale, currency, nameOf });
  const close = (): void => {
    store.open(null);
    button.current?.focus();
  };
  return (
    <span className="rule-token-place">
      <button
        ref={button}
        type="button"
        className={`rule-token${text === null ? ' is-empty' : ''}${isWrong ? ' is-wrong' : ''}`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={t('segments.tokenLabel', { label, text: text ?? t('segments.tokenEmpty') })}
        title={text !== null && text.length > 40 ? text : undefined}
        data-token={face.name}
        onClick={() => store.open(isOpen ? null : key)}
      >
        {text ?? t('segments.choose')}
      </button>
      {isOpen ? (
        <TokenEditor
          face={face}
          value={args[face.name]}
          catalogue={catalogue}
          currency={currency}
          onChange={onChange}
          onClose={close}
          onLeave={() => store.open(null)}
          onRemove={onRemove}
          opener={button}
        />
      ) : null}
    </span>
  );
}
