import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { zhCN } from './zh-cn.ts';
import { zhCNFirst } from './zh-cn-first.ts';

type Words = { readonly [key: string]: string | Words };

/** All keys, plurals by their base. */
function keysOf(words: Words, prefix = ''): readonly string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key.replace(/_other$/u, '')}`] : keysOf(value, `${prefix}${key}.`),
  );
}

const WEB = path.join(import.meta.dirname, '..');
/** What is drawn before all words are there, see `FIRST_PAGES`. */
const STARTS = [
  'main.tsx',
  'features/home/pages/home.tsx',
  'features/access/pages/sign-in.tsx',
  'features/access/pages/company-return.tsx',
];
/** Names of pages, for the command bar and the settings alone: both come with all words. */
const LISTS = ['app/settings-pages.ts', 'app/actions.ts'];

/** The files that come with a page at once, not those fetched when they are asked for. */
function filesOf(starts: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = starts.map((start) => path.join(WEB, start));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file) || !existsSync(file)) {
      continue;
    }
    found.add(file);
    const source = readFileSync(file, 'utf8');
    for (const [, from] of source.matchAll(/^(?:import|export)(?! type)\s[^;]*?from '(\.[^']+)'/gmu)) {
      open.push(path.resolve(path.dirname(file), from ?? ''));
    }
  }
  return found;
}

describe('the first words', () => {
  it('are all that the frame, the way in and the first page say', () => {
    const first = new Set(keysOf(zhCNFirst));
    const later = keysOf(zhCN).filter((key) => !first.has(key));
    const files = [...filesOf(STARTS)].filter((file) => !file.startsWith(path.join(WEB, 'i18n')));
    expect(files.length).toBeGreaterThan(60);
    const missing = files
      .filter((file) => !LISTS.includes(path.relative(WEB, file)))
      .flatMap((file) => {
        const source = readFileSync(file, 'utf8');
        // `a.b` in quotes, or the beginning of a key in a template.
        const said = later.filter(
          (key) => source.includes(`'${key}'`) || source.includes(`\`${key.slice(0, key.lastIndexOf('.') + 1)}\${`),
        );
        return said.map((key) => `${path.relative(WEB, file)}: ${key}`);
      });
    expect(missing).toEqual([]);
  });
});
