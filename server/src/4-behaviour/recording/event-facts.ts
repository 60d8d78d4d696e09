import type { EventKind } from './event-kinds.ts';

/** An event as it is stored, without who and when. */
export interface EventFacts {
  readonly kind: EventKind;
  readonly name: string | null;
  readonly anonymousId: string | null;
  readonly visitId: string | null;
  readonly path: string | null;
  readonly referrerHost: string | null;
  readonly title: string | null;
  readonly sku: string | null;
  readonly category: string | null;
  readonly quantity: number | null;
  readonly query: string | null;
  readonly campaign: string | null;
  readonly properties: Readonly<Record<string, string | number | boolean>> | null;
}
