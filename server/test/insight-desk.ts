import { sql } from 'kysely';
import { beforeAll } from 'vitest';
import { createChance, fillHistories } from './face-histories.ts';
import type { TestKernel } from './harness.ts';
import { asActor } from './http.ts';
import { readOracleFacts } from './metric-oracle.ts';
import { type PivotGround, readProfiles } from './pivot-oracle.ts';
import { type TestPlatform, usePlatform } from './platform.ts';
import { pumpAll } from './pump.ts';

/** Two marketers who have accounts. */
export const ANNA = '0192bbbb-0000-7000-8000-000000000001';
export const BELLA = '0192bbbb-0000-7000-8000-000000000002';
const MAY = ['insight.read', 'customers.read', 'segments.read', 'scores.read', 'exports.write'];
export const anna = asActor(ANNA, MAY);
export const bella = asActor(BELLA, MAY);

export type Who = Readonly<Record<string, string>>;

export interface InsightDesk {
  readonly test: TestPlatform;
  /** What the oracle needs. */
  readonly ground: PivotGround;
  ask(
    who: Who,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    payload?: object,
    // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  ): Promise<{ status: number; body: any; bytes: Buffer }>;
}

/** The platform over random histories, some orders of nobody among them, asked over HTTP. */
export function useInsightDesk(kernel: TestKernel, people: number): InsightDesk {
  const test = usePlatform(kernel, { isTrusting: true });
  let ground: PivotGround | null = null;
  beforeAll(async () => {
    const { platform } = test;
    const { db } = kernel.postgres;
    await fillHistories({ kernel, platform, chance: createChance(17) }, people);
    await sql`
      update commerce.orders set customer_id = null
      where id in (select id from commerce.orders order by number limit 20)`.execute(db);
    await platform.feed.rebuild();
    // A transaction of another database at that moment leaves something to follow.
    await pumpAll(kernel, platform.feed.readers);
    ground = {
      facts: await readOracleFacts(db),
      profiles: await readProfiles(db),
      currency: 'CNY',
      zone: 'Asia/Shanghai',
      stages: await platform.segments.lifecycleLimits(),
    };
    for (const [id, name] of [
      [ANNA, '安娜'],
      [BELLA, '贝拉'],
    ]) {
      await sql`
        insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
        values (${id}, ${`${id}@example.com`}, ${name}, 'zh-CN', 'none', now(), now())`.execute(db);
      await sql`insert into access.assignments values (${id}, 'marketer', null)`.execute(db);
    }
  }, 240_000);
  return {
    test,
    get ground() {
      if (ground === null) {
        throw new Error('The histories exist only while the tests of the file run');
      }
      return ground;
    },
    ask: async (who, method, url, payload) => {
      const reply = await test.app.inject({
        method,
        url: `/api/v1${url}`,
        headers: { ...who, ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}) },
        ...(payload === undefined ? {} : { payload }),
      });
      const isJson = reply.headers['content-type']?.toString().includes('json') === true;
      return { status: reply.statusCode, body: isJson ? reply.json() : reply.body, bytes: reply.rawPayload };
    },
  };
}
