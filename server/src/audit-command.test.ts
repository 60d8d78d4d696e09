import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useAccess } from '#test/access.ts';
import { useKernel } from '#test/harness.ts';

const CLI = path.join(import.meta.dirname, 'cli.ts');
const run = promisify(execFile);
const kernel = useKernel();
const test = useAccess(kernel);
const context = systemContext('test');

/** What the command prints over the stores of this test file, and how it ended. */
async function zhike(...words: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const { dataDir, databaseUrl, clickhouseUrl } = kernel.config;
  const env = {
    ...process.env,
    ZHIKE_DATA: dataDir,
    DATABASE_URL: databaseUrl ?? '',
    CLICKHOUSE_URL: clickhouseUrl ?? '',
  };
  try {
    return { code: 0, out: (await run(process.execPath, [CLI, ...words], { env })).stdout };
  } catch (error) {
    // What execFile rejects with when the command ends with another code than 0.
    const { code, stdout } = error as { readonly code: number; readonly stdout: string };
    return { code, out: stdout };
  }
}

it('[C024] `audit verify` tells whole from broken and names the row, also after the keys were exchanged', {
  timeout: 90_000,
}, async () => {
  for (let i = 0; i < 3; i += 1) {
    await kernel.transaction(context, (tx) =>
      test.access.audit(tx, context, { action: 'test.thing_done', subjectType: 'x', subjectId: null, detail: { i } }),
    );
  }
  const whole = await zhike('audit', 'verify');
  expect([whole.code, whole.out]).toEqual([0, expect.stringMatching(/head 3:[0-9a-f]{64}/)]);
  expect((await zhike('keys', 'rotate')).code).toBe(0);
  expect((await zhike('audit', 'verify')).code).toBe(0);
  await kernel.transaction(context, async (tx) => {
    await sql`alter table access.audit disable trigger audit_append_only`.execute(tx);
    await sql`update access.audit set detail = '{"i": 7}' where detail = '{"i": 1}'`.execute(tx);
    await sql`alter table access.audit enable always trigger audit_append_only`.execute(tx);
  });
  const { code, out } = await zhike('audit', 'verify', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out).broken).toMatchObject({ fault: 'changed', seq: 2 });
});
