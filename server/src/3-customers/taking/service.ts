import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Cause, History } from '../history/service.ts';
import { withMaskedPhones } from '../identity/masked-phones.ts';
import type { Identity, Resolved, StatementOrigin } from '../identity/service.ts';
import type { Statement } from '../identity/statement.ts';
import { lockForIntake } from '../identity/store.ts';
import { identifiersOf } from '../identity/trusted-identifiers.ts';
import { type SealingKernel, settleStatements } from '../sealing/service.ts';
import { outcomesOf, type RowOutcome } from './outcomes.ts';
import * as store from './store.ts';

/** What a source says of somebody, with the key of its record. */
export interface KeyedStatement {
  readonly key: string;
  readonly statement: Statement;
}

export interface Taken {
  readonly outcome: RowOutcome;
  readonly resolved: Resolved | null;
}

export interface TakingNeeds {
  readonly kernel: SealingKernel;
  readonly identity: Pick<Identity, 'takeIn'>;
  readonly history: Pick<History, 'snapshot' | 'keep'>;
}

/** Takes rows of customers in, says of each what it changed, and keeps what became another in the history. */
export async function takeCustomers(
  { kernel, identity, history }: TakingNeeds,
  tx: Tx,
  context: Context,
  given: {
    readonly rows: readonly KeyedStatement[];
    readonly origin: StatementOrigin;
    readonly cause: Pick<Cause, 'origin'>;
  },
): Promise<Taken[]> {
  const { origin, cause } = given;
  const masked = withMaskedPhones(
    given.rows.map(({ statement }) => statement),
    origin.source,
  );
  await lockForIntake(tx);
  const settled = await settleStatements(kernel, tx, masked);
  const rows = given.rows.map((row, index) => ({ ...row, statement: settled[index] ?? row.statement }));
  const known = await store.knownRecords(tx, origin.source, [...new Set(rows.map(({ key }) => key))]);
  const outcomes = outcomesOf(
    rows,
    new Map(known.map(({ key, identifiers, ...words }) => [key, { words, identifiers }])),
  );
  // Those who were there before; whoever is made by these rows has no history yet.
  const meant = await store.customersMeant(
    tx,
    rows.flatMap(({ statement }) => identifiersOf(statement)),
  );
  const before = await history.snapshot(tx, [...new Set([...meant, ...known.map(({ customerId }) => customerId)])]);
  const resolved = await identity.takeIn(
    tx,
    context,
    rows.map(({ statement }) => statement),
    origin,
  );
  const recordOf = new Map(resolved.flatMap((one) => (one === null ? [] : [[one.customerId, one.recordId] as const])));
  await history.keep(tx, context, before, {
    cause: { ...cause, source: origin.source, importId: origin.importId },
    recordOf: (customerId) => recordOf.get(customerId) ?? null,
  });
  return outcomes.map((outcome, index) => ({ outcome, resolved: resolved[index] ?? null }));
}
