import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';

const CLI = path.join(import.meta.dirname, 'cli.ts');
const run = promisify(execFile);
const kernel = useKernel();

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly message: { readonly en: string };
}

/** The findings of the command over the stores of this test file, and how it ended. */
async function examine(): Promise<{ readonly code: number; readonly findings: readonly Finding[] }> {
  const { dataDir, databaseUrl, clickhouseUrl } = kernel.config;
  const env = {
    ...process.env,
    ZHIKE_DATA: dataDir,
    DATABASE_URL: databaseUrl ?? '',
    CLICKHOUSE_URL: clickhouseUrl ?? '',
  };
  try {
    const { stdout } = await run(process.execPath, [CLI, 'doctor', '--json'], { env });
    return { code: 0, findings: JSON.parse(stdout) as Finding[] };
  } catch (error) {
    // What execFile rejects with when the command ends with another code than 0.
    const { code, stdout } = error as { readonly code: number; readonly stdout: string };
    return { code, findings: JSON.parse(stdout) as Finding[] };
  }
}

it('[C248] the doctor reports a migration that was edited after it ran, beside everything else', {
  timeout: 60_000,
}, async () => {
  await sql`update kernel.migrations set checksum = 'edited' where name like '0002%'`.execute(kernel.postgres.db);
  const { code, findings } = await examine();
  const found = new Map(findings.map((finding) => [finding.check, finding]));
  expect(code).toBe(1);
  expect(found.get('postgres.migrations')).toMatchObject({
    status: 'fail',
    message: { en: expect.stringContaining('edited after they ran') },
  });
  expect(found.get('postgres.version')?.status).toBe('ok');
  expect(found.get('node.version')?.status).toBe('ok');
});
