import type { OrderStatus } from '../orders/schema.ts';
import type { PaymentMethod, ReturnState, TrackingStatus } from './words.ts';

/** A line as far as its life is concerned. */
export interface LifeLine {
  readonly lineNo: number;
  readonly sku: string;
  readonly quantity: string;
  readonly amountMinor: number;
}

/** What every fact of an order's life has. */
export interface Fact {
  readonly id: string;
  readonly source: string;
  readonly key: string;
  /** When it happened. */
  readonly at: Date;
  readonly actorName: string;
  readonly actorId: string | null;
  /** The moment of the newest word about it. */
  readonly statedAt: Date;
  readonly withdrawnAt: Date | null;
}

export interface Payment extends Fact {
  readonly method: PaymentMethod;
  readonly amountMinor: number;
  readonly reference: string | null;
}

export interface Refund extends Fact {
  readonly method: PaymentMethod;
  readonly amountMinor: number;
  readonly reason: string | null;
  readonly paymentId: string | null;
  readonly returnId: string | null;
  readonly lineNo: number | null;
}

/** So many pieces of a line. */
export interface Pieces {
  readonly lineNo: number;
  readonly quantity: string;
}

export interface ReturnStep {
  readonly state: ReturnState;
  readonly at: string;
  readonly by: string;
}

/** Goods that come back. */
export interface Return extends Fact {
  readonly lines: readonly Pieces[];
  readonly reason: string | null;
  readonly state: ReturnState;
  readonly states: readonly ReturnStep[];
}

export interface TrackingEvent {
  readonly id: string;
  readonly at: string;
  readonly status: TrackingStatus;
  readonly place: string | null;
  readonly text: string | null;
}

export interface Shipment extends Fact {
  readonly carrier: string;
  readonly number: string;
  /** None: the whole order. */
  readonly lines: readonly Pieces[];
  /** Masked. */
  readonly address: string | null;
  readonly tracking: readonly TrackingEvent[];
}

export const CHANGE_ORIGINS = ['staff', 'record', 'import', 'payment', 'return', 'shipment', 'undo'] as const;
export type ChangeOrigin = (typeof CHANGE_ORIGINS)[number];

/** One step of the order. */
export interface StatusChange {
  readonly id: string;
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly at: Date;
  readonly origin: ChangeOrigin;
  readonly causeId: string | null;
  readonly reason: string | null;
  readonly actor: Speaker;
}

export interface Speaker {
  readonly kind: string;
  readonly id: string | null;
  readonly name: string;
}

/** An order with everything that has become of it: what the decisions of this folder are made on. */
export interface OrderLife {
  readonly id: string;
  readonly source: string;
  readonly number: string;
  readonly currency: string;
  readonly scopeId: string | null;
  readonly customerId: string | null;
  readonly recordId: string | null;
  readonly status: OrderStatus;
  readonly statusAt: Date;
  readonly placedAt: Date;
  readonly totalMinor: number;
  readonly lines: readonly LifeLine[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly returns: readonly Return[];
  readonly shipments: readonly Shipment[];
  /** In the order in which they were written down. */
  readonly changes: readonly StatusChange[];
}

/** Who says something, when, and whether by hand (then the transition table holds) or as a fact from outside. */
export interface Saying {
  readonly now: Date;
  readonly byFact: boolean;
  readonly speaker: Speaker;
  readonly newId: () => string;
}

/** Those that stand. */
export function standing<F extends Fact>(facts: readonly F[]): readonly F[] {
  return facts.filter((fact) => fact.withdrawnAt === null);
}

/** The fact that a source names by its key, withdrawn ones included. */
export function byKey<F extends Fact>(
  facts: readonly F[],
  name: { readonly source: string; readonly key: string },
): F | undefined {
  return facts.find((fact) => fact.source === name.source && fact.key === name.key);
}

/** The list with the fact in place of the one with its id, or behind all. */
export function withFact<F extends Fact>(facts: readonly F[], fact: F): readonly F[] {
  return facts.some(({ id }) => id === fact.id)
    ? facts.map((known) => (known.id === fact.id ? fact : known))
    : [...facts, fact];
}

/** The same again, older than what is known, or withdrawn by staff, who know better. */
export function isSettled<F extends Fact>(known: F, said: F, apart: readonly (keyof F)[] = []): boolean {
  return (
    known.withdrawnAt !== null || said.statedAt < known.statedAt || contentOf(known, apart) === contentOf(said, apart)
  );
}

/** Who wrote it down, under which id, and when it was last heard: not part of what a source says. */
const APART: readonly PropertyKey[] = ['id', 'actorName', 'actorId', 'statedAt', 'withdrawnAt'];

function contentOf(fact: Fact, apart: readonly PropertyKey[]): string {
  const said = Object.entries(fact).filter(([name]) => ![...APART, ...apart].includes(name));
  return JSON.stringify(said.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
