import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type RawBuilder, sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { createMasterKeys } from '#kernel/secrets/master-keys.ts';
import { useAccess } from '#test/access.ts';
import { useKernel } from '#test/harness.ts';
import type { Verification } from './schema.ts';

const kernel = useKernel({ analytic: false });
const test = useAccess(kernel);
const context = systemContext('request-1');

interface Tampering {
  readonly name: string;
  readonly statement: (ids: readonly string[]) => RawBuilder<unknown>;
  /** Which of the rows written is the first broken one. */
  readonly broken: number;
  readonly fault: string;
}

async function write(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    await kernel.transaction(context, (tx) =>
      test.access.audit(tx, context, {
        action: 'test.thing_done',
        subjectType: 'thing',
        subjectId: `thing-${i}`,
        reason: 'because',
        detail: { z: 1, a: { '2': [1.5, null], '10': '值' }, when: kernel.clock.now() },
      }),
    );
    kernel.clock.advance(1000);
  }
  const { rows } = await sql<{ id: string }>`
    select id from access.audit where action = 'test.thing_done' order by id desc limit ${count}`.execute(
    kernel.postgres.db,
  );
  ids.push(...rows.map(({ id }) => id).toReversed());
  return ids;
}

const verify = (): Promise<Verification> => test.access.auditChain.verify(context);

/** As somebody with every right in the database would: past the triggers. */
async function tamper(statement: RawBuilder<unknown>): Promise<void> {
  await kernel.transaction(context, async (tx) => {
    await sql`alter table access.audit disable trigger audit_append_only`.execute(tx);
    await sql`alter table access.audit_seals disable trigger audit_seals_append_only`.execute(tx);
    await statement.execute(tx);
    await sql`alter table access.audit enable always trigger audit_append_only`.execute(tx);
    await sql`alter table access.audit_seals enable always trigger audit_seals_append_only`.execute(tx);
  });
}

/** Each test begins with an empty trail. */
afterEach(() =>
  tamper(sql`truncate access.audit, access.audit_seals, access.audit_unsealed, access.audit_verifications`),
);

const copyOfFirst = (id: string): RawBuilder<unknown> => sql`
  insert into access.audit (id, at, request_id, actor_kind, action, subject_type, detail, mac, key_id)
  select ${id}::uuid, at, request_id, actor_kind, action, subject_type, detail, mac, key_id from access.audit
  order by id limit 1`;
const STRANGER = '00000000-0000-7000-8000-000000000001';

const TAMPERINGS: readonly Tampering[] = [
  {
    name: 'a reason that was rewritten',
    statement: (ids) => sql`update access.audit set reason = 'other' where id = ${ids[2]}`,
    broken: 2,
    fault: 'changed',
  },
  {
    name: 'a detail that was rewritten',
    statement: (ids) => sql`update access.audit set detail = detail || '{"z": 2}' where id = ${ids[3]}`,
    broken: 3,
    fault: 'changed',
  },
  {
    name: 'a time that moved by a microsecond',
    statement: (ids) => sql`update access.audit set at = at + interval '1 microsecond' where id = ${ids[1]}`,
    broken: 1,
    fault: 'changed',
  },
  {
    name: 'another name for who did it',
    statement: (ids) =>
      sql`update access.audit set actor_kind = 'user', actor_id = ${STRANGER}::uuid where id = ${ids[0]}`,
    broken: 0,
    fault: 'changed',
  },
  {
    name: 'a row that was deleted',
    statement: (ids) => sql`delete from access.audit where id = ${ids[2]}`,
    broken: 2,
    fault: 'deleted',
  },
  {
    name: 'a row deleted with its seal',
    statement: (ids) => sql`
      with gone as (delete from access.audit where id = ${ids[2]})
      delete from access.audit_seals where audit_id = ${ids[2]}`,
    broken: 2,
    fault: 'deleted',
  },
  {
    name: 'a row deleted with its seal, the others moved up',
    statement: (ids) => sql`
      with gone as (delete from access.audit where id = ${ids[2]}),
        seal as (delete from access.audit_seals where audit_id = ${ids[2]} returning seq),
        last as (delete from access.audit_seals s using seal where s.seq > seal.seq returning s.*)
      insert into access.audit_seals select seq + 1000, audit_id, sealed_at, key_id, hash from last`,
    broken: 2,
    fault: 'deleted',
  },
  {
    name: 'a row inserted past the platform',
    statement: () => copyOfFirst(STRANGER),
    broken: -1,
    fault: 'inserted',
  },
];

describe('[C024] the chain of the audit trail', () => {
  it('is whole when nobody touched it, and says up to where', async () => {
    await write(5);
    const result = await verify();
    expect(result).toMatchObject({ broken: null, rows: 5, by: { kind: 'system' } });
    expect(result.head).toMatch(/^5:[0-9a-f]{64}$/);
  });

  it.each(TAMPERINGS)('finds $name', async ({ statement, broken, fault }) => {
    const ids = await write(5);
    await verify();
    await tamper(statement(ids));
    const result = await verify();
    const expected = broken < 0 ? { seq: null, auditId: STRANGER } : { seq: broken + 1 };
    expect(result.broken).toMatchObject({ fault, ...expected });
  });

  it('finds two rows that changed places', async () => {
    const ids = await write(5);
    await verify();
    await tamper(sql`update access.audit_seals set audit_id = ${STRANGER}::uuid where audit_id = ${ids[1]}`);
    await tamper(sql`update access.audit_seals set audit_id = ${ids[1]}::uuid where audit_id = ${ids[2]}`);
    await tamper(sql`update access.audit_seals set audit_id = ${ids[2]}::uuid where audit_id = ${STRANGER}`);
    expect((await verify()).broken).toEqual({ seq: 2, auditId: ids[2], fault: 'reordered' });
  });

  it('finds a row that was made to look written by the platform and sealed by it', async () => {
    await write(2);
    await verify();
    await tamper(copyOfFirst(STRANGER));
    await tamper(sql`insert into access.audit_unsealed values (${STRANGER}::uuid)`);
    expect((await verify()).broken).toEqual({ seq: 3, auditId: STRANGER, fault: 'changed' });
    await tamper(sql`update access.audit set mac = null, key_id = null where id = ${STRANGER}::uuid`);
    expect((await verify()).broken).toEqual({ seq: 3, auditId: STRANGER, fault: 'inserted' });
  });

  it('takes no row whose key is not there, so that a made-up name of a key hides nothing', async () => {
    await write(4);
    await verify();
    await tamper(sql`update access.audit set reason = 'other', key_id = 'made-up' where reason = 'because'`);
    await tamper(sql`update access.audit_seals set key_id = 'made-up'`);
    expect((await verify()).broken).toMatchObject({ seq: 1, fault: 'unknown_key' });
  });

  it('finds that the end was cut off, from the last look or from a head that somebody wrote down', async () => {
    const ids = await write(5);
    const { head } = await verify();
    await tamper(sql`delete from access.audit where id = any(${ids.slice(3)}::uuid[])`);
    await tamper(sql`delete from access.audit_seals where seq > 3`);
    expect((await verify()).broken).toEqual({ seq: 4, auditId: null, fault: 'deleted' });
    await tamper(sql`truncate access.audit_verifications`);
    expect((await verify()).broken).toBeNull();
    const expected = { expectedHead: head ?? undefined };
    expect((await test.access.auditChain.verify(context, expected)).broken).toMatchObject({ seq: 4, fault: 'deleted' });
  });

  it('finds a row that went before it was sealed', async () => {
    const ids = await write(2);
    await tamper(sql`delete from access.audit where id = ${ids[0]}`);
    expect((await verify()).broken).toEqual({ seq: null, auditId: ids[0], fault: 'deleted' });
  });

  it('goes on over rows from before rows were signed', async () => {
    await tamper(sql`
      insert into access.audit (id, at, request_id, actor_kind, action, subject_type, detail)
      values (${STRANGER}::uuid, now(), 'old', 'system', 'test.thing_done', 'x', '{}')`);
    await tamper(sql`insert into access.audit_unsealed values (${STRANGER}::uuid)`);
    await write(2);
    expect(await verify()).toMatchObject({ broken: null, rows: 3 });
    await tamper(sql`update access.audit set reason = 'x' where id = ${STRANGER}::uuid`);
    expect((await verify()).broken).toEqual({ seq: 1, auditId: STRANGER, fault: 'changed' });
  });

  it('refuses changes of seals, even to the owner of the table', async () => {
    await write(1);
    await verify();
    for (const statement of [sql`update access.audit_seals set seq = 9`, sql`delete from access.audit_seals`]) {
      await expect(statement.execute(kernel.postgres.db)).rejects.toThrow('append-only');
    }
  });

  it('seals what forty writers write at once, each row once and without gaps', async () => {
    const writers = Array.from({ length: 40 }, (_, i) =>
      kernel.transaction(context, async (tx) => {
        await test.access.audit(tx, context, {
          action: 'test.x_done',
          subjectType: 'x',
          subjectId: null,
          detail: { i },
        });
      }),
    );
    const sealers = Array.from({ length: 4 }, () =>
      kernel.transaction(context, (tx) => test.access.auditChain.sealIn(tx)),
    );
    await Promise.all([...writers, ...sealers]);
    expect(await verify()).toMatchObject({ broken: null, rows: 40 });
  });

  it('stays whole when the key is exchanged', async () => {
    await write(2);
    await verify();
    await createMasterKeys(kernel.config).rotate();
    await write(2);
    expect(await verify()).toMatchObject({ broken: null, rows: 4 });
    const file = path.join(kernel.config.dataDir, 'keys', 'secrets.key');
    expect((await stat(file)).mode & 0o077).toBe(0);
    await rm(`${file}.next`, { force: true });
  });

  it('is verified by whoever reads the trail, in the worker, and shows when and by whom', async () => {
    const headers = await test.as('manager');
    const asked = await test.app.inject({ method: 'POST', url: '/api/v1/audit/chain/verifications', headers });
    expect(asked.statusCode).toBe(202);
    await kernel.jobs.drain(test.access.parts.jobs ?? []);
    const state = (await test.app.inject({ method: 'GET', url: '/api/v1/audit/chain', headers })).json();
    expect(state).toMatchObject({ waiting: 0, running: null });
    expect(state.last).toMatchObject({ id: asked.json().id, broken: null, by: { kind: 'api-key', name: 'manager' } });
    const agent = await test.as('agent');
    const refused = await test.app.inject({ method: 'GET', url: '/api/v1/audit/chain', headers: agent });
    expect(refused.statusCode).toBe(403);
  });

  it('tells the doctor', async () => {
    const ids = await write(2);
    const [check] = test.access.doctorChecks;
    await verify();
    expect(await check?.run()).toMatchObject({ check: 'audit.chain', status: 'ok' });
    await tamper(sql`update access.audit set reason = 'other' where id = ${ids[0]}`);
    await verify();
    const finding = await check?.run();
    expect(finding).toMatchObject({ status: 'fail' });
    expect(finding?.message.en).toContain('Audit row 1');
  });
});
