import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).map((file) => path.join(ROOT, file));
const sheets = files.filter((file) => file.endsWith('.css'));
const modules = files.filter((file) => /\.tsx?$/u.test(file) && !file.includes('.test.'));
const textOf = new Map([...sheets, ...modules].map((file) => [file, readFileSync(file, 'utf8')]));

/** What a module brings along at once: not types, not what opens on demand. */
const importsOf = new Map(
  modules.map((file) => {
    const found = (textOf.get(file) ?? '').matchAll(
      /^(?:import|export)\s(?!type )[^;]*?from '(\.[^']+)';|^import '(\.[^']+)';/gmu,
    );
    return [file, [...found].map(([, from, bare]) => path.resolve(path.dirname(file), from ?? bare ?? ''))];
  }),
);

function everythingBelow(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (!seen.has(file)) {
    seen.add(file);
    for (const next of importsOf.get(file) ?? []) {
      everythingBelow(next, seen);
    }
  }
  return seen;
}

/** Where a class is given a style. */
const sheetsOf = new Map<string, Set<string>>();
for (const sheet of sheets) {
  const rules = (textOf.get(sheet) ?? '').replaceAll(/\/\*[\s\S]*?\*\//gu, '').matchAll(/([^{}]+)\{/gu);
  for (const [, selector = ''] of rules) {
    for (const [, name = ''] of selector.trim().startsWith('@') ? [] : selector.matchAll(/\.([a-zA-Z][\w-]*)/gu)) {
      sheetsOf.set(name, (sheetsOf.get(name) ?? new Set()).add(sheet));
    }
  }
}

/** Classes that a module draws with and that some sheet knows; states and those of antd belong to another class. */
function classesIn(file: string): readonly string[] {
  const found = (textOf.get(file) ?? '').matchAll(/className=(?:"([^"]+)"|\{([^}]*)\})/gu);
  const words = [...found].flatMap(([, plain, expression = '']) =>
    plain === undefined ? [...expression.matchAll(/['`]([^'`]*)['`]/gu)].map(([, text = '']) => text) : [plain],
  );
  return words
    .flatMap((word) => word.split(/[\s${}]+/u))
    .filter((name) => sheetsOf.has(name) && !/^(?:is|ant)-/u.test(name));
}

const onDemand = modules.flatMap((file) =>
  [...(textOf.get(file) ?? '').matchAll(/import\('(\.[^']+)'\)/gu)].map(([, to = '']) =>
    path.resolve(path.dirname(file), to),
  ),
);

describe('style sheets', () => {
  it('come with every page and whatever opens on demand, also when it is the first to be opened', () => {
    const always = everythingBelow(path.join(ROOT, 'main.tsx'));
    const bare = [...new Set(onDemand)].flatMap((entry) => {
      const there = everythingBelow(entry);
      return [...there].flatMap((file) =>
        (textOf.has(file) && !file.endsWith('.css') ? classesIn(file) : [])
          .filter((name) => ![...(sheetsOf.get(name) ?? [])].some((sheet) => there.has(sheet) || always.has(sheet)))
          .map((name) => `${path.relative(ROOT, entry)}: .${name} of ${path.relative(ROOT, file)} has no style`),
      );
    });
    expect(onDemand.length).toBeGreaterThan(30);
    expect([...new Set(bare)]).toEqual([]);
  });
});
