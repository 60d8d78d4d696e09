import { sql } from 'kysely';
import { newId } from '#kernel/clock.ts';
import { type Filling, instantOf, type Person } from './filling.ts';

/** Households of one to four, some of them no customers, some who left, one dissolved. */
export async function fillHouseholds({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
  const { db } = kernel.postgres;
  const taken = new Set<string>();
  for (const [index, { recordId, customerId }] of people.entries()) {
    if (taken.has(recordId) || !chance.yes(0.3)) {
      continue;
    }
    const household = newId();
    await sql`
      insert into customers.households (id, pooling, created_by, created_at, updated_at, removed_at)
      values (${household}, 'separate', 'test', now(), now(), ${chance.yes(0.1) ? new Date() : null})`.execute(db);
    const second = people[index + 1];
    const members = [
      { recordId, customerId, name: null, relation: 'holder', left: chance.yes(0.1) },
      ...(second !== undefined && !taken.has(second.recordId) && chance.yes(0.6)
        ? [{ ...second, name: null, relation: chance.pick(['spouse', 'child', 'parent']), left: chance.yes(0.2) }]
        : []),
      ...Array.from({ length: chance.int(3) }, () => ({
        recordId: null,
        customerId: null,
        name: '某人',
        relation: 'child',
        left: chance.yes(0.3),
      })),
    ];
    for (const member of members) {
      taken.add(member.recordId ?? '');
      await sql`
        insert into customers.household_members
          (id, household_id, record_id, customer_id, name, relation, joined_at, left_at)
        values (${newId()}, ${household}, ${member.recordId}, ${member.customerId}, ${member.name}, ${member.relation},
          now(), ${member.left ? new Date() : null})`.execute(db);
    }
  }
}

/** Links of every kind, some over, some to come, some taken away. */
export async function fillRelations({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
  const relations = people.flatMap((person) =>
    Array.from({ length: chance.yes(0.5) ? 0 : 1 + chance.int(3) }, () => ({ person, other: chance.pick(people) }))
      .filter(({ other }) => other.recordId !== person.recordId)
      .map(({ other }) => ({
        id: newId(),
        kind: chance.pick(['family', 'friend', 'referrer', 'referrer', 'colleague', 'business']),
        from_record_id: person.recordId,
        from_customer_id: person.customerId,
        to_record_id: other.recordId,
        to_customer_id: other.customerId,
        since: chance.pick([null, null, '2024-02-29', '2025-11-03']),
        until: chance.pick([null, null, null, '2025-12-30', '2026-02-28']),
        origin: 'hand',
        created_by: 'test',
        created_by_name: 'test',
        removed_at: chance.yes(0.1) ? new Date() : null,
      })),
  );
  await sql`
    insert into customers.relations (id, kind, from_record_id, from_customer_id, to_record_id, to_customer_id, since,
      until, origin, created_by, created_by_name, created_at, updated_at, removed_at)
    select id, kind, from_record_id, from_customer_id, to_record_id, to_customer_id, since, case when until < since then since else until end,
      origin, created_by, created_by_name, now(), now(), removed_at
    from jsonb_populate_recordset(null::customers.relations, ${JSON.stringify(relations)}::jsonb)`.execute(
    kernel.postgres.db,
  );
}

/** Yes and no, at the same instants too; some end, some were confirmed, some were a guardian's word. */
export async function fillConsents({ kernel, chance }: Filling, people: readonly Person[]): Promise<void> {
  await sql`
    insert into customers.consent_purposes (key, label, note, legal_basis, channels, is_selling, confirms_email, position,
      updated_at)
    select key, '{"zh-CN": "目的", "en": "purpose"}', '{"zh-CN": "", "en": ""}', 'consent', '{email}', false, true, 99, now()
    from unnest(array['marketing', 'service', 'profiling']) as key
    on conflict (key) do update set confirms_email = true where excluded.key <> 'service'`.execute(kernel.postgres.db);
  const words = people.flatMap((person) =>
    Array.from({ length: chance.yes(0.3) ? 0 : 1 + chance.int(6) }, () => {
      const occurred = instantOf(chance);
      const purpose = chance.pick(['marketing', 'marketing', 'service', 'profiling']);
      return {
        id: newId(),
        record_id: person.recordId,
        customer_id: person.customerId,
        purpose,
        channel: purpose === 'profiling' ? null : chance.pick(['email', 'email', 'sms', 'phone']),
        act: chance.pick(['given', 'given', 'given', 'withdrawn', 'expired']),
        occurred_at: occurred,
        expires_at: chance.yes(0.4) ? instantOf(chance) : null,
        how: 'form',
        by_guardian: chance.yes(0.3),
        is_confirmed: chance.yes(0.4),
      };
    }).flatMap((word) =>
      chance.yes(0.2) ? [word, { ...word, id: newId(), act: chance.pick(['given', 'withdrawn']) }] : [word],
    ),
  );
  await sql`
    insert into customers.consents (id, record_id, customer_id, purpose, channel, act, occurred_at, expires_at, how,
      by_guardian, is_confirmed, evidence, created_at)
    select id, record_id, customer_id, purpose, channel, act, occurred_at, expires_at, how, by_guardian, is_confirmed,
      '{}', now()
    from jsonb_populate_recordset(null::customers.consents, ${JSON.stringify(words)}::jsonb)`.execute(
    kernel.postgres.db,
  );
}
