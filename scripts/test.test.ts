import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface Run {
  readonly code: number;
  readonly lastLine: string;
  readonly output: string;
}

describe('npm test', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-runner-'));
  });

  afterEach(() => rm(dir, { recursive: true }));

  /** Runs the runner over files in a folder of their own, without our servers. */
  async function run(files: Readonly<Record<string, string>>): Promise<Run> {
    const setup = 'setup.mjs' in files ? `, globalSetup: ['./setup.mjs']` : '';
    const config = `export default { test: { globals: true, include: ['*.test.mjs']${setup} } };`;
    for (const [name, text] of Object.entries({ 'vitest.config.mjs': config, ...files })) {
      await writeFile(path.join(dir, name), text);
    }
    const args = [path.join(import.meta.dirname, 'test.ts'), '--root', dir];
    return await new Promise((resolve) => {
      execFile(process.execPath, args, { env: withoutOuterRun() }, (error, stdout, stderr) => {
        const code = error === null ? 0 : Number(error.code);
        resolve({ code, lastLine: stdout.trimEnd().split('\n').at(-1) ?? '', output: stdout + stderr });
      });
    });
  }

  it('ends with the counts and says what skipped tests would need', async () => {
    const result = await run({
      'a.test.mjs': `it('a', () => {}); it('b', () => {});
        it.skip('c (needs the data set x)', () => {}); it.skip('d', () => {});`,
    });
    expect(result).toMatchObject({ code: 0, lastLine: '2 passed, 0 failed, 2 skipped' });
    expect(result.output).toContain('Skipped 1 for want of the data set x');
  });

  it('fails with the tests that fail', async () => {
    const result = await run({ 'a.test.mjs': `it('a', () => {}); it('b', () => { throw new Error('no'); });` });
    expect(result).toMatchObject({ code: 1, lastLine: '1 passed, 1 failed, 0 skipped' });
  });

  it('counts a failure when a file does not load', async () => {
    const result = await run({ 'a.test.mjs': `throw new Error('no');`, 'b.test.mjs': `it('b', () => {});` });
    expect(result).toMatchObject({ code: 1, lastLine: '1 passed, 1 failed, 0 skipped' });
  });

  it('counts a failure when the servers do not start', async () => {
    const result = await run({
      'setup.mjs': `export function setup() { throw new Error('no database'); }`,
      'a.test.mjs': `it('a', () => {});`,
    });
    expect(result).toMatchObject({
      code: 1,
      lastLine: expect.stringMatching(/^0 passed, [1-9]\d* failed, \d+ skipped$/),
    });
    expect(result.output).toContain('no database');
  });

  it('counts a failure when there is nothing to run', async () => {
    expect(await run({})).toMatchObject({ code: 1, lastLine: '0 passed, 1 failed, 0 skipped' });
  });
});

/** With the outer run's variables the inner one would take itself for one of its workers. */
function withoutOuterRun(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|ZHIKE_TEST_|TEST$|NODE_ENV$)/.test(name));
  return Object.fromEntries(own);
}
