import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { crashOnce } from '../bench/crash/crash-once.ts';
import { totalsOfFile } from '../bench/crash/expected.ts';
import { workTogether } from '../bench/crash/users-crash.ts';
import { writeOrderLines } from '../bench/generate/order-lines.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { buildWebOnce } from './platform.ts';

const LINES = 30_000;

it('finishes an import by itself, exactly, after every process was killed in the middle of it', {
  timeout: 300_000,
}, async () => {
  const dir = await makeTempDir('crash');
  try {
    await buildWebOnce();
    const file = path.join(dir, 'orders.csv');
    await writeOrderLines(createWriteStream(file), { lines: LINES, seed: 4 });
    const totals = await totalsOfFile(file);
    expect(totals.lines).toBe(LINES);
    // As soon as the first chunk is in, with the second on its way.
    const result = await crashOnce({ dataDir: path.join(dir, 'data'), file, totals, afterRows: 1, delayMs: 0 });
    expect(result.faults).toEqual([]);
    expect(result).toMatchObject({ inMidImport: true });
    expect(result.rowsAtCrash).toBeLessThan(LINES);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

it('[C247] people who work at once all get answers, and no order is lost when every process is killed under them', {
  timeout: 180_000,
}, async () => {
  const dir = await makeTempDir('users');
  try {
    await buildWebOnce();
    const dataDir = path.join(dir, 'data');
    const result = await workTogether({
      dataDir,
      customers: 500,
      users: 12,
      seconds: 3,
      thinkMs: 50,
      isPrepared: true,
    });
    expect(result.faults).toEqual([]);
    // All kinds of work were done, and the kill came while orders were being taken.
    expect(result.actions).toHaveLength(8);
    expect(result.accepted).toBeGreaterThanOrEqual(12);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
