import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe } from 'vitest';

const PROJECT = path.resolve(import.meta.dirname, '../..');

/** The folder of a data set under ZHIKE_TEST_DATA (default: ../shared/data beside the project), or null without it. */
export function dataSet(name: string): string | null {
  const folder = wanted(name);
  return existsSync(folder) ? folder : null;
}

/** A group of tests on a data set. Without it they are skipped, counted, and named as missing it at the end. */
export function describeWithData(name: string, title: string, body: (folder: string) => void): void {
  const folder = dataSet(name);
  if (folder === null) {
    describe.skip(`${title} (needs the data set ${name})`, () => body(wanted(name)));
    return;
  }
  describe(title, () => body(folder));
}

function wanted(name: string): string {
  const root = process.env['ZHIKE_TEST_DATA'];
  return path.resolve(PROJECT, root === undefined || root === '' ? '../shared/data' : root, name);
}
