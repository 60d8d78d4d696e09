import { normalizeText } from '#kernel/pure/text.ts';
import { normalizeIdentifier } from '../identity/identifier-kinds.ts';
import { IDENTIFIER_KINDS, type TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { nameKeys } from './name-keys.ts';

/** What a text in the search box may be; null where it cannot be such a thing. */
export interface SearchTerms {
  /** Identifiers that it is as a whole. */
  readonly identifiers: readonly TrustedIdentifier[];
  /** An account, an OpenID or a marketplace account without its platform, as written. */
  readonly account: string;
  /** The last digits of a phone, read from the end. */
  readonly phoneTail: string | null;
  /** The beginning of a name or of a given name, as written. */
  readonly name: string | null;
  readonly initials: string | null;
  readonly pinyin: string | null;
}

/** Fewer digits than these are in everybody's number. */
export const MIN_TAIL_DIGITS = 4;
const MAX_TAIL_DIGITS = 15;
/** Longer runs of letters are pinyin, no initials. */
const MAX_INITIALS = 6;
const DIGITS = /^[\d\s()+-]+$/;
const LATIN = /^[\p{Script=Latin}\p{M}\d\s.'’·-]+$/u;

/** Everything that the text may mean. */
export function readSearchText(given: string): SearchTerms {
  const text = normalizeText(given);
  const identifiers = IDENTIFIER_KINDS.flatMap((kind) => {
    const value = normalizeIdentifier(kind, text);
    return value === null ? [] : [{ kind, value }];
  });
  const digits = DIGITS.test(text) ? text.replace(/\D/g, '') : '';
  // 吕 is typed `lv` or, by those who can, `lü`.
  const typed = digits === '' && LATIN.test(text) ? nameKeys(text.replace(/([ln])ü/giu, '$1v')).pinyin : null;
  return {
    identifiers,
    account: text,
    phoneTail:
      digits.length >= MIN_TAIL_DIGITS && digits.length <= MAX_TAIL_DIGITS ? [...digits].toReversed().join('') : null,
    name: typed === null ? text : null,
    initials: typed !== null && /^\p{L}+$/u.test(text) && typed.length <= MAX_INITIALS ? typed : null,
    pinyin: typed,
  };
}
