import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { mergingPage } from '#customers';
import { useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';
import { pumpAll } from '#test/pump.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
let headers: Readonly<Record<string, string>> = {};
let serial = 0;

beforeAll(async () => {
  headers = await test.as('admin');
});

interface Customer {
  readonly id: string;
  readonly phone: string;
}

async function send(method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, payload?: object) {
  const reply = await test.app.inject({ method, url: `/api/v1${url}`, headers, ...(payload ? { payload } : {}) });
  expect(reply.statusCode, `${method} ${url}: ${reply.body}`).toBeLessThan(300);
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path in tests
  return (reply.body === '' ? null : reply.json()) as any;
}

async function record(customer: Customer, type: string, data: object): Promise<void> {
  serial += 1;
  const who = { identifiers: [{ type: 'phone', value: customer.phone }] };
  const { results } = await send('POST', '/records', [
    { source: 'web', key: `K${serial}`, type, occurredAt: '2026-01-05T08:00:00Z', customer: who, data },
  ] as object);
  expect(results[0].outcome).toBe('added');
}

async function person(): Promise<Customer> {
  serial += 1;
  const phone = `135${String(10_000_000 + serial)}`;
  const who = { identifiers: [{ type: 'phone', value: phone }], attributes: { name: '周周' } };
  const { results } = await send('POST', '/records', [
    { source: 'web', key: `C${serial}`, type: 'customer', occurredAt: '2026-01-01T08:00:00Z', customer: who, data: {} },
  ] as object);
  return { id: results[0].customerId, phone };
}

/** How many rows of a table name the customer. */
async function rowsOf(table: string, id: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from ${sql.table(table)} where customer_id = ${id}`.execute(kernel.postgres.db);
  return rows[0]?.n ?? 0;
}

const order = { lines: [{ sku: 'A', quantity: 1, unitPrice: '100' }], status: 'placed' };
const fieldsOf = async (id: string) =>
  Object.fromEntries(
    (await send('GET', `/customers/${id}/fields`)).fields.map((f: { key: string; text: string }) => [f.key, f.text]),
  );
const exists = async (id: string): Promise<boolean> =>
  (await test.app.inject({ method: 'GET', url: `/api/v1/customers/${id}`, headers })).statusCode === 200;

interface Row {
  /** Gives the customer one of it. */
  make(customer: Customer, which: number): Promise<void>;
  /** What the customer has of it. */
  of(id: string): Promise<unknown>;
  /** The same of a customer that is none any more. */
  readonly none: unknown;
  /** Before on each side, while they are one, afterwards again on each side. */
  readonly alone: readonly [unknown, unknown];
  readonly together: unknown;
}

const counted = (table: string, make: Row['make']): Row => ({
  make,
  of: (id) => rowsOf(table, id),
  none: 0,
  alone: [1, 1],
  together: 2,
});

const countedBy = (question: (id: string) => ReturnType<typeof sql>, make: Row['make']): Row => ({
  ...counted('', make),
  of: async (id) => {
    const { rows } = await question(id).execute(kernel.postgres.db);
    return (rows[0] as { n: number } | undefined)?.n;
  },
});

async function edit(id: string, words: object): Promise<void> {
  const { version } = await send('GET', `/customers/${id}/fields`);
  await send('PATCH', `/customers/${id}`, { version, ...words });
}

/** For each row of the table what shows that it does what it says. */
const ROWS: Readonly<Record<string, Row>> = {
  'customers.records': counted('customers.records', async () => undefined),
  'customers.profile': {
    make: (one, which) => edit(one.id, which === 0 ? { region: '上海' } : { address: '杭州市西湖区 1 号' }),
    of: async (id) => {
      if (!(await exists(id))) {
        return null;
      }
      const { region, address } = await fieldsOf(id);
      return [region !== null, address !== null];
    },
    none: null,
    alone: [
      [true, false],
      [false, true],
    ],
    together: [true, true],
  },
  'customers.hand_set': {
    make: async (one, which) => {
      kernel.clock.advance(60_000);
      await edit(one.id, { name: which === 0 ? '手工甲' : '手工乙' });
    },
    of: async (id) => ((await exists(id)) ? (await fieldsOf(id))['name'] : null),
    none: null,
    alone: ['手工甲', '手工乙'],
    together: '手工乙',
  },
  'customers.history': counted('customers.field_changes', (one) => edit(one.id, { region: '北京' })),
  'customers.interactions': counted('customers.interactions', (one) =>
    send('POST', `/customers/${one.id}/interactions`, { kind: 'call', direction: 'in', subject: '咨询' }),
  ),
  'customers.households': counted('customers.household_members', (one) =>
    send('POST', '/households', { holderCustomerId: one.id }),
  ),
  'customers.relations': countedBy(
    (id) => sql`select count(*)::integer as n from customers.relations where from_customer_id = ${id}`,
    async (one) => send('POST', `/customers/${one.id}/relations`, { otherId: (await person()).id, kind: 'friend' }),
  ),
  'customers.relation_suggestions': countedBy(
    (id) => sql`select count(*)::integer as n from customers.relation_suggestions where left_customer_id = ${id}`,
    async (one) => {
      const other = await person();
      await sql`
        insert into customers.relation_suggestions (id, kind, reason, left_record_id, left_customer_id,
          right_record_id, right_customer_id, sharers, proposed_at)
        select uuidv7(), 'family', 'address', l.id, l.customer_id, r.id, r.customer_id, 2, now()
        from customers.records l, customers.records r where l.customer_id = ${one.id} and r.customer_id = ${other.id}
        limit 1`.execute(kernel.postgres.db);
    },
  ),
  'customers.introductions': countedBy(
    (id) => sql`select count(*)::integer as n from customers.introductions where left_customer_id = ${id}`,
    async (one) => send('POST', '/introductions', { leftId: one.id, rightId: (await person()).id, how: 'call' }),
  ),
  'commerce.recipients': countedBy(
    (id) => sql`
      select count(*)::integer as n from commerce.line_recipients r join commerce.orders o on o.id = r.order_id
      where o.customer_id = ${id}`,
    async (one) => {
      await record(one, 'order', order);
      const { items } = await send('GET', `/customers/${one.id}/orders`);
      const { members } = await send('POST', '/households', { holderCustomerId: one.id });
      await send('PUT', `/orders/${items[0].id}/lines/1/recipient`, { memberId: members[0].id });
    },
  ),
  'customers.confirmations': counted('customers.confirmations', (one) =>
    send('POST', `/customers/${one.id}/confirmations`, { groups: ['contact'] }),
  ),
  'customers.pictures': counted('customers.pictures', async (one) => {
    await sql`
      insert into customers.pictures (id, record_id, customer_id, type, width, height, bytes, added_at, added_by)
      select uuidv7(), r.id, r.customer_id, 'image/png', 1, 1, '\\x00', now(), 'test'
      from customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'customers.notes': counted('customers.notes', (one) => send('POST', `/customers/${one.id}/notes`, { text: '备注' })),
  'customers.tags': {
    make: async (one, which) => {
      const tag = async (name: string): Promise<void> => {
        await sql`
          insert into customers.tags (id, name, created_by, created_at)
          values (gen_random_uuid(), ${name}, 'test', now()) on conflict do nothing`.execute(kernel.postgres.db);
        await sql`
          insert into customers.customer_tags (tag_id, record_id, customer_id, tagged_by, tagged_at)
          select t.id, r.id, r.customer_id, 'test', now() from customers.tags t, customers.records r
          where t.name = ${name} and r.customer_id = ${one.id} and r.source <> 'staff' limit 1`.execute(
          kernel.postgres.db,
        );
      };
      await tag('两边都有');
      await tag(which === 0 ? '只有甲' : '只有乙');
    },
    of: async (id) => {
      if (!(await exists(id))) {
        return null;
      }
      return (await send('GET', `/customers/${id}`)).tags.map(({ name }: { name: string }) => name).toSorted();
    },
    none: null,
    alone: [
      ['两边都有', '只有甲'],
      ['两边都有', '只有乙'],
    ],
    together: ['两边都有', '只有乙', '只有甲'],
  },
  'customers.contacts': counted('customers.organisation_contacts', async (one) => {
    await sql`
      with org as (
        insert into customers.organisations (id, name, created_by, created_at, updated_at)
        values (gen_random_uuid(), '某公司', 'test', now(), now()) returning id)
      insert into customers.organisation_contacts (organisation_id, record_id, customer_id, created_by, created_at)
      select org.id, r.id, r.customer_id, 'test', now() from org, customers.records r
      where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'customers.prospect': {
    make: (one, which) => (which === 0 ? Promise.resolve() : record(one, 'order', order)),
    of: async (id) => {
      const { readers } = test.platform;
      await pumpAll(
        kernel,
        readers.filter(({ name }) => name === 'commerce.conversion'),
      );
      return (await exists(id)) ? (await send('GET', `/customers/${id}`)).firstOrderAt !== null : null;
    },
    none: null,
    alone: [false, true],
    together: true,
  },
  'commerce.orders': counted('commerce.orders', (one) => record(one, 'order', order)),
  'behaviour.events': counted('behaviour.events', (one) =>
    record(one, 'behaviour', { event: 'product_view', visitId: `v${one.phone}`, sku: 'A' }),
  ),
  'segments.list_entries': counted('segments.list_entries', async (one) => {
    await sql`
      with list as (
        insert into segments.lists (id, name, owner_name, created_at)
        values (gen_random_uuid(), ${one.phone}, 'test', now()) returning id)
      insert into segments.list_entries (id, list_id, record_id, customer_id, added_by, added_at)
      select gen_random_uuid(), list.id, r.id, r.customer_id, 'test', now() from list, customers.records r
      where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'customers.consents': counted('customers.consents', async (one) => {
    await sql`
      insert into customers.consents (id, record_id, customer_id, purpose, act, occurred_at, how, created_at)
      select gen_random_uuid(), r.id, r.customer_id, 'marketing', 'given', now(), 'form', now()
      from customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'customers.data_requests': counted('customers.data_requests', (one) =>
    send('POST', '/data-requests', { customerId: one.id, kind: 'access', way: 'phone' }),
  ),
  'customers.views': {
    make: async () => undefined,
    of: async () => {
      const { rows } = await sql<{ n: number }>`select count(*)::integer as n from customers.views`.execute(
        kernel.postgres.db,
      );
      return rows[0]?.n;
    },
    none: 0,
    alone: [0, 0],
    together: 0,
  },
  'customers.aparts': {
    make: async (one, which) => {
      if (which === 1) {
        await send('POST', `/customers/${one.id}/apart`, { from: (await person()).id, reason: '两个人' });
      }
    },
    of: async (id) => ((await exists(id)) ? (await send('GET', `/customers/${id}/explain`)).aparts.length : null),
    none: null,
    alone: [0, 1],
    together: 1,
  },
  'commerce.returns': {
    make: async (one) => {
      await record(one, 'order', order);
      await record(one, 'payment', { order: `K${serial}`, amount: '100' });
    },
    of: async (id) => {
      const { rows } = await sql<{ n: number }>`
        select count(*)::integer as n from commerce.payments p join commerce.orders o on o.id = p.order_id
        where o.customer_id = ${id}`.execute(kernel.postgres.db);
      return rows[0]?.n;
    },
    none: 0,
    alone: [1, 1],
    together: 2,
  },
  'behaviour.browsers': {
    make: (one) =>
      record(one, 'behaviour', { event: 'product_view', visitId: `b${one.phone}`, anonymousId: one.phone, sku: 'A' }),
    of: async (id) => {
      const { rows } = await sql<{ n: number }>`
        select count(*)::integer as n from behaviour.identifications i
        join customers.records r on r.id = i.record_id where r.customer_id = ${id}`.execute(kernel.postgres.db);
      return rows[0]?.n;
    },
    none: 0,
    alone: [1, 1],
    together: 2,
  },
  'entry.submissions': counted('entry.submissions', async (one) => {
    await sql`
      insert into entry.submissions (id, kind, batch_id, submitted_name, state, shown, record_id, customer_id, submitted_at)
      select uuidv7(), 'agent', uuidv7(), '代理', 'accepted', '{}', r.id, r.customer_id, now()
      from customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'entry.forms': counted('entry.forms', async (one) => {
    await sql`
      insert into entry.forms (id, saved_name, saved_at, card_number, card_issued, joined, record_id, customer_id)
      select uuidv7(), '店员', now(), 'HY1', true, false, r.id, r.customer_id
      from customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'entry.field_notes': counted('entry.field_notes', async (one) => {
    await sql`
      insert into entry.field_notes (id, author_id, author_name, noted_at, fields, state, record_id, customer_id)
      select uuidv7(), 'x', '店员', now(), '{phone}', 'applied', r.id, r.customer_id
      from customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'entry.slips': counted('entry.slips', async (one) => {
    await sql`
      insert into entry.slips (id, source, number, card, product_type, amount, sold_on, state, entered_name, entered_at,
        record_id, customer_id)
      select r.id, 'terminal', r.id::text, 'HY1', '日用品', '5.00', '2026-01-05', 'recorded', '店员', now(), r.id,
        r.customer_id
      from customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'care.losses': counted('care.losses', async (one) => {
    await sql`
      insert into care.losses (id, record_id, customer_id, lost_on, source, value_minor, currency)
      select uuidv7(), r.id, r.customer_id, '2026-01-05', 'run', 100, 'CNY'
      from customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'care.handovers': counted('care.handovers', async (one) => {
    await sql`
      with departure as (
        insert into care.departures (id, name, keys, state, created_by, created_at)
        values (uuidv7(), '某人', array[${one.id}], 'open', 'test', now()) returning id)
      insert into care.handovers (id, departure_id, record_id, customer_id, place, value_minor, currency)
      select uuidv7(), departure.id, r.id, r.customer_id, 0, 100, 'CNY'
      from departure, customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  // Which of several limits stands: credit.test.ts.
  'commerce.credit_limits': counted('commerce.credit_limits', async (one) => {
    await sql`
      insert into commerce.credit_limits (id, record_id, customer_id, amount_minor, currency, payment_days, changed_by,
        changed_at)
      select uuidv7(), r.id, r.customer_id, 100, 'CNY', 30, 'test', now()
      from customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'contact.suppressions': counted('contact.suppressions', async (one) => {
    await sql`
      insert into contact.suppressions (id, record_id, customer_id, reason, created_at)
      select gen_random_uuid(), r.id, r.customer_id, 'opted_out', now()
      from customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'contact.attempts': counted('contact.attempts', async (one) => {
    await sql`
      with template as (
        insert into contact.templates
          (id, key, purpose, channel, language, version, name, body_text, created_at)
        values (gen_random_uuid(), ${`t_${one.phone}`}, 'marketing', 'email', 'zh-CN', 1, '模板', '正文', now())
        returning id)
      insert into contact.attempts
        (id, message_key, record_id, customer_id, purpose, channel, template_id, is_urgent, state, requested_at,
         requested_by_name)
      select gen_random_uuid(), ${one.phone}, r.id, r.customer_id, 'marketing', 'email', template.id, false,
        'requested', now(), 'test'
      from template, customers.records r where r.customer_id = ${one.id} limit 1`.execute(kernel.postgres.db);
  }),
  'work.cases': {
    make: async (one) => {
      await send('POST', '/work/cases', { title: '回访', subject: { type: 'customer', id: one.id } });
    },
    of: async (id) => {
      const { rows } = await sql<{ n: number }>`
        select count(*)::integer as n from work.cases where subject_type = 'customer' and subject_id = ${id}`.execute(
        kernel.postgres.db,
      );
      return rows[0]?.n;
    },
    none: 0,
    alone: [1, 1],
    together: 2,
  },
};

/** What is worked out anew from the log by whoever keeps it; their own tests show that they do. */
const FROM_THE_LOG = ['care.moves', 'customers.quality', 'segments.membership', 'segments.scores'];

async function toldSince(seq: number): Promise<{ readonly type: string; readonly ids: string[] }[]> {
  const { rows } = await sql<{ type: string; data: { customerIds?: string[]; from?: string; to?: string } }>`
    select type, data from kernel.events where seq > ${seq} order by seq`.execute(kernel.postgres.db);
  return rows.map(({ type, data }) => ({ type, ids: [...(data.customerIds ?? []), data.from ?? '', data.to ?? ''] }));
}

async function lastSeq(): Promise<number> {
  const { rows } = await sql<{ seq: number }>`select coalesce(max(seq), 0) as seq from kernel.events`.execute(
    kernel.postgres.db,
  );
  return rows[0]?.seq ?? 0;
}

describe('what belongs to customers when they are merged and parted', () => {
  it('is told for everything that modules keep, and every row of the table has its test', () => {
    const { belongings, factOwners } = test.platform.customers;
    const names = belongings.map(({ name }) => name);
    expect(names.toSorted()).toEqual([...Object.keys(ROWS), ...FROM_THE_LOG].toSorted());
    const owned = new Set(belongings.map(({ owner }) => owner));
    expect(factOwners.map(({ name }) => name).filter((name) => !owned.has(name))).toEqual([]);
  });

  it('is written down in docs/merging.md', async () => {
    const page = await readFile(path.join(import.meta.dirname, '../../docs/merging.md'), 'utf8');
    expect(page).toBe(mergingPage(test.platform.customers.belongings));
  });

  it.each(Object.keys(ROWS))('%s', async (name) => {
    const row = ROWS[name];
    if (row === undefined) {
      throw new Error(`There is no row ${name}`);
    }
    const [a, b] = [await person(), await person()];
    await row.make(a, 0);
    await row.make(b, 1);
    const both = async (): Promise<unknown[]> => [await row.of(a.id), await row.of(b.id)];
    expect(await both()).toEqual(row.alone);
    const preview = await send('POST', `/customers/${a.id}/merge/preview`, { with: b.id });
    expect(preview.belongings.map((each: { name: string }) => each.name)).toContain(name);
    const { mergeId } = await send('POST', `/customers/${a.id}/merge`, { with: b.id, reason: '同一人' });
    expect(await both()).toEqual([row.together, row.none]);
    await send('POST', `/customers/${a.id}/unmerge`, { mergeId, reason: '弄错了' });
    expect(await both()).toEqual(row.alone);
  });

  it.each(FROM_THE_LOG)('%s hears of both customers, each time', async () => {
    const [a, b] = [await person(), await person()];
    const before = await lastSeq();
    const { mergeId } = await send('POST', `/customers/${a.id}/merge`, { with: b.id, reason: '同一人' });
    const merged = await toldSince(before);
    expect(merged.find(({ type }) => type === 'customers.customers_merged')?.ids).toEqual([b.id, a.id]);
    const between = await lastSeq();
    await send('POST', `/customers/${a.id}/unmerge`, { mergeId, reason: '弄错了' });
    const parted = (await toldSince(between)).find(({ type }) => type === 'customers.profiles_changed');
    expect(parted?.ids).toEqual(expect.arrayContaining([a.id, b.id]));
  });
});
