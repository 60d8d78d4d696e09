import type { Page } from 'playwright-core';
import type { Language } from './words.ts';

/** Ids that addresses are made of. */
export interface Places {
  readonly customerId: string;
  readonly organisationId: string;
  readonly householdId: string;
  readonly importId: string;
  readonly orderId: string;
  readonly productId: string;
  readonly segmentId: string;
  /** The report of a week with orders. */
  readonly reportId: string;
}

export const STATES = ['empty', 'full', 'loading', 'error', 'denied'] as const;
export type State = (typeof STATES)[number];

/** One view of one page: what is opened and what is done there before it is looked at. */
export interface View {
  /** The route of the web's router that it shows. */
  readonly route: string;
  /** Names its pictures. */
  readonly name: string;
  readonly states: readonly State[];
  readonly address: (places: Places) => string;
  /** Default: an administrator; `nobody` has not signed in. */
  readonly who?: 'analyst' | 'agent' | 'nobody';
  readonly act?: (page: Page, language: Language, isNarrow: boolean) => Promise<void>;
  /** A file that somebody brings, before it is taken in, or what somebody asked to be unmasked. */
  readonly showsPlain?: boolean;
  /** Statuses that this view is meant to meet. */
  readonly meets?: readonly number[];
}
