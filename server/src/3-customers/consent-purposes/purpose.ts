import type { Locale, Text } from '#kernel/pure/text.ts';
import type { ContactChannel, LegalBasis } from '../consents/state.ts';

/** Something that people are asked for. */
export interface PurposeRow {
  readonly key: string;
  readonly label: Text;
  readonly note: Text;
  readonly legalBasis: LegalBasis;
  readonly channels: readonly ContactChannel[];
  /** Stops while a complaint is open, and is what caps are about. */
  readonly isSelling: boolean;
  readonly confirmsEmail: boolean;
  readonly expiresMonths: number | null;
  readonly isBuiltIn: boolean;
  readonly archivedAt: Date | null;
}

/** A wording that people are told. */
export interface TextRow {
  readonly id: string;
  readonly purpose: string;
  readonly language: Locale;
  readonly version: number;
  readonly body: string;
  readonly createdAt: Date;
}

/** A purpose with the wordings in force. */
export interface Purpose extends PurposeRow {
  readonly texts: readonly TextRow[];
}
