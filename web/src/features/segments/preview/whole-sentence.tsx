import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../rule/parts.ts';
import type { RuleStore } from '../rule/rule-store.ts';
import { RuleTextDialog } from './rule-text-dialog.tsx';

interface WholeSentenceProps {
  readonly store: RuleStore;
  readonly rule: Rule;
  readonly sentence: string;
  readonly isOld: boolean;
}

/** The whole rule in words; beneath it the ways to take it elsewhere or to write it otherwise. */
export function WholeSentence({ store, rule, sentence, isOld }: WholeSentenceProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const [isCopied, setIsCopied] = useState(false);
  return (
    <section className={isOld ? 'sentence is-old' : 'sentence'} aria-label={t('segments.inWords')}>
      <p className="sentence-text">{sentence}</p>
      <div className="sentence-actions">
        <button
          type="button"
          className="rule-more"
          onClick={() => void navigator.clipboard.writeText(sentence).then(() => setIsCopied(true))}
          onBlur={() => setIsCopied(false)}
        >
          {t(isCopied ? 'segments.isCopied' : 'segments.copyWords')}
        </button>
        <button type="button" className="rule-more" onClick={() => setIsOpen(true)}>
          {t('segments.asText')}
        </button>
      </div>
      {isOpen ? (
        <RuleTextDialog store={store} rule={rule} sentence={sentence} onClose={() => setIsOpen(false)} />
      ) : null}
    </section>
  );
}
