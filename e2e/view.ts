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
  /** The pack of a month with orders. */
  readonly packId: string;
}

export const STATES = ['empty', 'full', 'loading', 'error', 'denied'] as const;
export type State = (typeof STATES)[number];

/** Of a page that shows data to everybody who may open it. */
export const EVERY_DATA_STATE = ['empty', 'full', 'loading', 'error'] as const;
/** Well formed, and of nothing that is there. */
export const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

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
  /** What its act opens is a part of the frame, which stays with every page. */
  readonly opensFrame?: boolean;
  /** Statuses that this view is meant to meet. */
  readonly meets?: readonly number[];
}
