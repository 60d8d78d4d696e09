import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { useKernel } from '#test/harness.ts';
import { type Dump, dumpTables, truncateTables } from '#test/table-dump.ts';
import type { FactOwner } from '../facts.ts';
import { NO_ATTRIBUTES } from './attributes.ts';
import { createIdentity, type Identity, type Resolved } from './service.ts';
import { NO_IDENTIFIERS, type Statement } from './statement.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
const day = (date: number): Date => new Date(Date.UTC(2026, 0, date));
const PHONE = '+8613812341234';

function said(overrides: Partial<Statement> = {}): Statement {
  return {
    account: null,
    phone: null,
    email: null,
    name: null,
    address: null,
    region: null,
    statedAt: day(1),
    identifiers: NO_IDENTIFIERS,
    attributes: NO_ATTRIBUTES,
    ...overrides,
  };
}

/** What facts were told about regroupings. */
let reassigned: { readonly recordId: string; readonly customerId: string }[] = [];
const facts: FactOwner = {
  name: 'test.facts',
  reassign: async (_tx, _context, records) => {
    reassigned.push(...records.map(({ recordId, customerId }) => ({ recordId, customerId })));
  },
  usedRecords: async () => new Set(),
};

let identity: Identity;
let empty: Dump = {};

beforeEach(async () => {
  identity = createIdentity(kernel, [facts]);
  reassigned = [];
  empty = await dumpTables(kernel.postgres.db, ['customers']);
  await truncateTables(kernel.postgres.db, empty);
});

function takeIn(statements: readonly Statement[], source = 'taobao', importId: string | null = null) {
  return kernel.transaction(context, (tx) =>
    identity.takeIn(tx, context, statements, { source, importId, scopeId: null }),
  );
}

async function takeOne(statement: Statement, source?: string): Promise<Resolved> {
  const [resolved] = await takeIn([statement], source);
  if (!resolved) {
    throw new Error('The statement names nobody');
  }
  return resolved;
}

async function count(table: 'customers' | 'records' | 'identifiers' | 'record_moves'): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from ${sql.table(`customers.${table}`)}`.execute(kernel.postgres.db);
  return rows[0]?.n ?? 0;
}

async function profileOf(customerId: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await sql<Record<string, unknown>>`
    select name, phone, email, region from customers.customers where id = ${customerId}`.execute(kernel.postgres.db);
  return rows[0];
}

describe('identity at intake', () => {
  it('knows an account of the same source again, and only of the same source', async () => {
    const first = await takeOne(said({ account: 'u1' }));
    expect(await takeOne(said({ account: 'u1' }))).toEqual(first);
    const elsewhere = await takeOne(said({ account: 'u1' }), 'jd');
    expect(elsewhere.customerId).not.toBe(first.customerId);
  });

  it('joins records of different sources that state one phone or one e-mail address', async () => {
    const shop = await takeOne(said({ account: 'u1', phone: PHONE }));
    const byPhone = await takeOne(said({ account: 'j9', phone: PHONE, email: 'li@x.cn' }), 'jd');
    const byEmail = await takeOne(said({ email: 'li@x.cn' }), 'form');
    expect(byPhone.customerId).toBe(shop.customerId);
    expect(byEmail.customerId).toBe(shop.customerId);
    expect(new Set([shop.recordId, byPhone.recordId, byEmail.recordId]).size).toBe(3);
    expect(await count('customers')).toBe(1);
  });

  it('returns nobody for a statement that names nobody, at its place', async () => {
    const result = await takeIn([said({ name: '李雷' }), said({ account: 'u1' }), said()]);
    expect(result.map((one) => one === null)).toEqual([true, false, true]);
    expect(await takeIn([said({ name: '李雷' })])).toEqual([null]);
    expect(await count('records')).toBe(1);
  });

  it('joins by every phone that a record ever stated, whatever came in one batch and whatever in several', async () => {
    const later = said({ account: 'u1', phone: PHONE, statedAt: day(2) });
    const earlier = said({ account: 'u1', phone: '+8613900000000', statedAt: day(1) });
    await takeIn([later, earlier]);
    const old = await takeOne(said({ phone: '+8613900000000' }), 'jd');
    const current = await takeOne(said({ phone: PHONE }), 'form');
    expect(old.customerId).toBe(current.customerId);
    expect(await count('customers')).toBe(1);
  });

  it('makes one customer of two that turn out to be one: the older stays, facts move, the trace is kept', async () => {
    const older = await takeOne(said({ account: 'u1', phone: PHONE, name: '李' }));
    const younger = await takeOne(said({ account: 'j1', email: 'li@x.cn', name: '李雷', statedAt: day(3) }), 'jd');
    const before = await lastEvent();
    const bridge = await takeOne(said({ account: 'f1', phone: PHONE, email: 'li@x.cn', statedAt: day(2) }), 'form');
    expect(bridge.customerId).toBe(older.customerId);
    expect(await takeOne(said({ account: 'j1' }), 'jd')).toEqual({ ...younger, customerId: older.customerId });
    expect(reassigned).toEqual([{ recordId: younger.recordId, customerId: older.customerId }]);
    expect(await profileOf(older.customerId)).toMatchObject({ name: '李雷', phone: PHONE, email: 'li@x.cn' });
    expect(await profileOf(younger.customerId)).toBeUndefined();
    const moves = await sql`
      select record_id, from_customer_id, to_customer_id, cause from customers.record_moves`.execute(
      kernel.postgres.db,
    );
    expect(moves.rows).toEqual([
      {
        record_id: younger.recordId,
        from_customer_id: younger.customerId,
        to_customer_id: older.customerId,
        cause: 'email',
      },
    ]);
    const events = await sql<{ type: string; customer_id: string; data: unknown }>`
      select type, customer_id, data from kernel.events where seq > ${before} order by seq`.execute(kernel.postgres.db);
    expect(events.rows).toEqual([
      { type: 'customers.profiles_changed', customer_id: null, data: { customerIds: [older.customerId] } },
      {
        type: 'customers.customers_merged',
        customer_id: older.customerId,
        data: { from: younger.customerId, to: older.customerId, cause: 'email', importId: null },
      },
    ]);
  });

  it('never lets an older statement overwrite a newer one, also when the newer only repeated what was known', async () => {
    const { customerId } = await takeOne(said({ account: 'u1', name: '李', statedAt: day(1) }));
    await takeOne(said({ account: 'u1', name: '李', statedAt: day(5) }));
    await takeOne(said({ account: 'u1', name: '王', region: '上海', statedAt: day(3) }));
    expect(await profileOf(customerId)).toMatchObject({ name: '李', region: '上海' });
    await takeOne(said({ account: 'u1', name: '赵', statedAt: day(6) }));
    expect(await profileOf(customerId)).toMatchObject({ name: '赵' });
  });

  it('takes the newest word per field, whatever the order in the batch', async () => {
    const words = [
      said({ account: 'u1', name: '甲', statedAt: day(1) }),
      said({ account: 'u1', name: '乙', phone: PHONE, statedAt: day(2) }),
      said({ account: 'u1', region: '北京', statedAt: day(3) }),
    ];
    for (const order of [words, words.toReversed()]) {
      await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers']));
      const [first] = await takeIn(order);
      expect(await profileOf(first?.customerId ?? '')).toEqual({
        name: '乙',
        phone: PHONE,
        email: null,
        region: '北京',
      });
    }
  });
});

async function lastEvent(): Promise<number> {
  const { rows } = await sql<{ seq: number | null }>`select max(seq) as seq from kernel.events`.execute(
    kernel.postgres.db,
  );
  return rows[0]?.seq ?? 0;
}

describe('two transactions that take in the same person at the same moment', () => {
  const ROUNDS = 40;

  it.each([
    ['an account', (round: number) => said({ account: `u${round}` }), 'taobao'],
    ['a phone', (round: number) => said({ phone: `+86138${String(round).padStart(8, '0')}` }), 'jd'],
  ] as const)('make exactly one customer of %s', async (_, statementOf, otherSource) => {
    let conflicts = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const outcomes = await Promise.allSettled([
        takeOne(statementOf(round), 'taobao'),
        takeOne(statementOf(round), otherSource),
      ]);
      const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
      for (const reason of lost) {
        expect(reason).toBeInstanceOf(AppError);
        expect(reason).toMatchObject({ code: 'identity_conflict', status: 409 });
      }
      conflicts += lost.length;
      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(won.length).toBeGreaterThan(0);
      const again = [await takeOne(statementOf(round), 'taobao'), await takeOne(statementOf(round), otherSource)];
      expect(new Set([...won, ...again].map(({ customerId }) => customerId)).size).toBe(1);
      expect(await count('customers')).toBe(round + 1);
    }
    // Without a single collision nothing was tried.
    expect(conflicts).toBeGreaterThan(0);
  });

  it('lose no record when one joins a customer that the other merges away', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b, c] = ['138', '139', '137'].map((head) => `+86${head}${String(round).padStart(8, '0')}`);
      await takeOne(said({ account: `a${round}`, phone: a ?? null }));
      await takeOne(said({ account: `b${round}`, phone: b ?? null }));
      const merging = retryOnConflict(() =>
        takeIn([said({ account: `m${round}`, phone: a ?? null }), said({ account: `m${round}`, phone: b ?? null })]),
      );
      const joining = retryOnConflict(() =>
        takeIn(
          [said({ account: `n${round}`, phone: b ?? null }), said({ account: `n${round}`, phone: c ?? null })],
          'jd',
        ),
      );
      await Promise.all([merging, joining]);
      expect(await count('customers')).toBe(round + 1);
      const { rows } = await sql<{ strays: number }>`
        select count(*) as strays from customers.record_identifiers s join customers.records r on r.id = s.record_id
        left join customers.identifiers i using (kind, value)
        where i.customer_id is distinct from r.customer_id`.execute(kernel.postgres.db);
      expect(rows[0]?.strays).toBe(0);
    }
  });

  it('leave a profile that knows both', async () => {
    const { customerId } = await takeOne(said({ account: 'u0', phone: PHONE }));
    for (let round = 1; round <= ROUNDS; round += 1) {
      await Promise.all([
        retryOnConflict(() =>
          takeIn([said({ account: `a${round}`, phone: PHONE, name: `甲${round}`, statedAt: day(round) })]),
        ),
        retryOnConflict(() =>
          takeIn([said({ account: `b${round}`, phone: PHONE, region: `乙${round}`, statedAt: day(round) })], 'jd'),
        ),
      ]);
      expect(await profileOf(customerId)).toMatchObject({ name: `甲${round}`, region: `乙${round}` });
    }
  });
});
