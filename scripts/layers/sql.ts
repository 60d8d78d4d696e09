import path from 'node:path';
import { isOutsideStores, type Module, type Say, type SourceFile } from './files.ts';
import { lineAt } from './source-text.ts';

/** Calls of the query builder whose first argument is a table. */
const BUILDER_CALL =
  /\b(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto|using|\w*[jJ]oin|table|withSchema|from)\(\s*\[?\s*['"`]$/;

interface Mention {
  readonly at: number;
  readonly keyword: string;
  readonly schema: string;
}

/** Where SQL text names a table of one of the modules: `from customers.records`, `references "access".users`. */
function mentionsIn(sql: string, modules: readonly Module[]): readonly Mention[] {
  const names = modules.map((module) => module.name).join('|');
  const pattern = new RegExp(
    `\\b(references|from|join|into|update|table|only|copy|truncate|using|on)\\s+"?(${names})"?\\.(?!csv\\b|json\\b|xlsx\\b)"?[a-z_]`,
    'gi',
  );
  return [...sql.matchAll(pattern)].map((hit) => ({
    at: hit.index,
    keyword: (hit[1] ?? '').toLowerCase(),
    schema: (hit[2] ?? '').toLowerCase(),
  }));
}

/** The schemas that one string of a source names as tables. `on x.y` is left out: there it is a column. */
function schemasNamed(text: string, before: string, modules: readonly Module[]): readonly string[] {
  const named = mentionsIn(text, modules)
    .filter((mention) => mention.keyword !== 'on')
    .map((mention) => mention.schema);
  const argument = BUILDER_CALL.test(before) ? /^(\w+)(?:\.\w+(?:\s+as\s+\w+)?)?$/.exec(text)?.[1] : undefined;
  return modules.some((module) => module.name === argument) ? [...named, argument ?? ''] : named;
}

/** SQL stands in store.ts, and names the module's own Postgres schema only. */
export function checkSql(file: SourceFile, modules: readonly Module[], say: Say): void {
  for (const { at, text } of file.source.strings) {
    const line = lineAt(file.source.code, at);
    const named = schemasNamed(text, file.source.code.slice(Math.max(0, at - 60), at), modules);
    const other = named.find((name) => name !== file.module?.name);
    if (other !== undefined) {
      say(line, 'schema', `the schema ${other} belongs to another module: ask its #${other}`);
    } else if (named.length > 0 && isOutsideStores(file)) {
      say(line, 'sql', 'SQL stands in store.ts');
    }
  }
}

/** A migration changes its own schema; its foreign keys point to smaller tiers. */
export function checkMigration(file: string, sql: string, modules: readonly Module[], say: Say): void {
  const own = modules.find((module) => new RegExp(`^\\d{4}_${module.name}_`).test(path.posix.basename(file)));
  if (own === undefined) {
    say(1, 'place', 'a migration is named NNNN_<module>_<what it does>.sql');
    return;
  }
  const code = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  for (const { at, keyword, schema } of mentionsIn(code, modules)) {
    const target = modules.find((module) => module.name === schema);
    if (target === undefined || target === own) {
      continue;
    }
    if (keyword !== 'references') {
      say(lineAt(code, at), 'schema', `${own.name} may not touch the schema ${schema}`);
    } else if (target.tier >= own.tier) {
      say(lineAt(code, at), 'tier', `a foreign key may not point from tier ${own.tier} to tier ${target.tier}`);
    }
  }
}
