import { readFileSync } from 'node:fs';
import path from 'node:path';
import { listFiles } from './layers/files.ts';
import { readSource } from './layers/source-text.ts';

/** One line of docs/capabilities.json. */
export interface Capability {
  /** `C042`, or `C042a` for a part of it. */
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string | null };
  /** E: asked for. D: follows from what was asked for. I: needed for it to work. */
  readonly mark: 'E' | 'D' | 'I';
  readonly state: 'planned' | 'built';
}

export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

export interface Coverage {
  readonly capabilities: readonly Capability[];
  readonly tests: ReadonlyMap<string, readonly NamedTest[]>;
  /** Ids said to be built that no test names. */
  readonly untested: readonly string[];
  /** Ids that tests name and the list does not know. */
  readonly unknown: readonly string[];
}

const ID = /\[(C\d{3}[a-z]?)\]/g;
/** What stands before a title: `it(`, `test.each(table)(`. */
const TITLE = /(?:(?<![.\w$])(?:it|test|describe)(?:\.\w+)*|\))\s*\(\s*['"`]$/;
const SKIPPED = /\.(?:skip|todo)\s*\(\s*['"`]$/;

/** Tests by the ids in their titles, `[C042]`. Skipped tests prove nothing, and count as none. */
export function testsById(root: string): ReadonlyMap<string, readonly NamedTest[]> {
  const found = new Map<string, NamedTest[]>();
  const files = ['server', 'web', 'scripts', 'bench', 'e2e'].flatMap((folder) =>
    listFiles(root, folder, /\.test\.tsx?$/),
  );
  for (const file of files) {
    const { code, strings } = readSource(readFileSync(path.join(root, file), 'utf8'));
    for (const { at, text } of strings) {
      const before = code.slice(Math.max(0, at - 40), at);
      const ids = TITLE.test(before) && !SKIPPED.test(before) ? [...text.matchAll(ID)] : [];
      for (const [, id = ''] of ids) {
        found.set(id, [...(found.get(id) ?? []), { file, title: text }]);
      }
    }
  }
  return found;
}

/** Holds the list of capabilities against the tests of the tree. */
export function readCoverage(root: string): Coverage {
  // The list is our own, and its test checks its shape.
  const capabilities = JSON.parse(
    readFileSync(path.join(root, 'docs/capabilities.json'), 'utf8'),
  ) as readonly Capability[];
  const tests = testsById(root);
  const known = new Set(capabilities.map((capability) => capability.id));
  return {
    capabilities,
    tests,
    untested: capabilities.filter(({ id, state }) => state === 'built' && !tests.has(id)).map(({ id }) => id),
    unknown: [...tests.keys()].filter((id) => !known.has(id)).sort(),
  };
}

/** What a person reads: each id with its tests, then what is wrong, then the counts. */
export function describeCoverage({ capabilities, tests, untested, unknown }: Coverage): string {
  const named = capabilities.filter(({ id }) => tests.has(id));
  const built = capabilities.filter(({ state }) => state === 'built');
  const lines = named.flatMap(({ id, title, state }) => [
    `${id} ${title.en}${title.zh === null ? '' : ` ${title.zh}`} (${state})`,
    ...(tests.get(id) ?? []).map((test) => `    ${test.file}: ${test.title}`),
  ]);
  return [
    ...lines,
    ...untested.map((id) => `${id} is said to be built, and no test names it`),
    ...unknown.map((id) => `${id} stands in the title of a test, and not in docs/capabilities.json`),
    `${capabilities.length} capabilities: ${built.length} built, ${named.length} named by a test, ${untested.length} built without a test`,
  ].join('\n');
}

if (import.meta.main) {
  const coverage = readCoverage(path.resolve(import.meta.dirname, '..'));
  console.log(describeCoverage(coverage));
  process.exitCode = coverage.untested.length + coverage.unknown.length === 0 ? 0 : 1;
}
