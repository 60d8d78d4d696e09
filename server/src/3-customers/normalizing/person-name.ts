import type { NameTitle } from './name-words.ts';

/** What a name tells: `surname` alone with a title, `masked` with hidden parts, `nickname` nothing. */
export type NameKind = 'full' | 'surname' | 'given' | 'masked' | 'nickname' | 'none';

/** A name as it is compared; what was given stays with its record. */
export interface PersonName {
  readonly kind: NameKind;
  /** Simplified, half width, without blanks, dots and titles; Latin in lower case, the surname first. */
  readonly text: string;
  /** Compound ones whole; empty when it is not told. */
  readonly surname: string;
  /** Empty when it is not told; `*` stands for what is hidden. */
  readonly given: string;
  readonly title: NameTitle | null;
  readonly script: 'han' | 'latin' | 'none';
  /** Whether surname and given name are surely told apart: not in `Li Yang`, 国翠. */
  readonly isOrderSure: boolean;
}
