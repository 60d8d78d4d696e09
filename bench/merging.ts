import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = path.join(import.meta.dirname, '..');
const MODEL = 'server/src/3-customers/merging/model.test.ts';

/**
 * `npm run bench -- merging [--sequences N]`: plays so many random sequences of intake, merge, un-merge, edit, detach,
 * undo and removal over a real database; after every step each record has to be in one customer and each fact with it.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { sequences: { type: 'string', default: '2000' } } });
  const startedMs = performance.now();
  const child = spawn('npx', ['vitest', 'run', '--configLoader', 'native', MODEL], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ZHIKE_MODEL_RUNS: values.sequences },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  console.log(`${values.sequences} sequences in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  process.exitCode = code ?? 1;
}
