import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkLayers } from './check-layers.ts';
import type { LayerRule } from './layers/files.ts';

type Tree = Readonly<Record<string, string>>;

const README = 'Owns, offers, emits, listens, never does.';
const ORDERS = 'server/src/4-commerce/orders';

/** A small tree without a fault; each test adds the files it is about. */
const SOUND: Tree = {
  'server/package.json': JSON.stringify({
    imports: {
      '#kernel/*': './src/0-kernel/*',
      '#customers': './src/3-customers/index.ts',
      '#customers/pure': './src/3-customers/pure.ts',
      '#commerce': './src/4-commerce/index.ts',
      '#test/*': './test/*',
    },
  }),
  'server/src/main.ts': "import './wiring.ts';\nimport { a } from './4-commerce/orders/store.ts';\na(Date.now());",
  'server/src/wiring.ts': "export { a } from '#commerce';\nimport '#channels';",
  'server/src/contracts.ts':
    "export { order } from './4-commerce/orders/schema.ts';\nexport { c } from '#kernel/http/client.ts';",
  'server/src/0-kernel/README.md': README,
  'server/src/0-kernel/errors.ts': 'export const e = 1;',
  'server/src/0-kernel/db/postgres.ts': "import pg from 'pg';\nexport const p = pg;",
  'server/src/0-kernel/pure/text.ts': "import { e } from '../errors.ts';\nexport const t = e;",
  'server/src/1-access/README.md': README,
  'server/src/1-access/index.ts': 'export const b = 1;',
  'server/src/2-channels/README.md': README,
  'server/src/2-channels/index.ts': 'export const s = 1;',
  'server/src/3-customers/README.md': README,
  'server/src/3-customers/index.ts': "export const c = '#access';",
  'server/src/3-customers/pure.ts': "export { t } from '#kernel/pure/text.ts';",
  'server/src/4-commerce/README.md': README,
  'server/src/4-commerce/index.ts': "import { routes } from './orders/routes.ts';\nexport { routes };",
  [`${ORDERS}/schema.ts`]: "import { z } from 'zod';\nexport const order = z.object({});",
  [`${ORDERS}/place.ts`]:
    "import { order } from './schema.ts';\nimport { e } from '#kernel/errors.ts';\nimport { t } from '#customers/pure';\nimport type { c } from '#customers';\nexport const place = (at: Date) => new Date(at.getTime() + e);",
  [`${ORDERS}/kind.ts`]:
    "import type { Tx } from '#kernel/db/postgres.ts';\nexport interface Kind { apply(tx: Tx): Promise<void>; }",
  [`${ORDERS}/store.ts`]:
    "import { p } from '#kernel/db/postgres.ts';\nimport { sql } from 'kysely';\nexport const q = sql`select * from commerce.orders`;\nexport const event = 'customers.record_added';",
  [`${ORDERS}/service.ts`]:
    "import type { p } from '#kernel/db/postgres.ts';\nimport { q } from './store.ts';\nimport { c } from '#customers';\nexport const now = Date.now();",
  [`${ORDERS}/routes.ts`]: "import { now } from './service.ts';\nexport const routes = now;",
  [`${ORDERS}/jobs.ts`]: "import { now } from './service.ts';\nexport const feedJob = now;",
  [`${ORDERS}/timers.ts`]:
    "import { q } from './store.ts';\nimport { now } from './service.ts';\nexport const sweepTimer = [q, now];",
  [`${ORDERS}/service.test.ts`]:
    "import { h } from '#test/harness.ts';\nimport { p } from '#kernel/db/postgres.ts';\nh(`select * from customers.records`);",
  'server/src/5-contact/README.md': README,
  'server/src/5-contact/index.ts': "import { s } from '#channels';\nexport { s };",
  'server/migrations/pg/0040_commerce_create_orders.sql':
    '-- from customers.records\ncreate table commerce.orders (customer_id uuid references customers.customers);',
  'web/src/app.tsx':
    "import { c } from '@zhike/server/contracts';\nimport { t } from '@zhike/server/pure/text.ts';\nexport const a = <p>Don't</p>;",
};

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Writes the sound tree and what is planted on it; answers the faults as `file rule`. */
function faultsOf(planted: Tree): readonly string[] {
  const root = mkdtempSync(path.join(tmpdir(), 'zhike-layers-'));
  folders.push(root);
  for (const [file, text] of Object.entries({ ...SOUND, ...planted })) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return checkLayers(root).map((fault) => `${fault.file} ${fault.rule}`);
}

type Case = readonly [what: string, file: string, text: string, rule: LayerRule];

const PLANTED: readonly Case[] = [
  ['a larger tier is imported', 'server/src/1-access/service.ts', "import { c } from '#customers';", 'tier'],
  ['the same tier is imported', 'server/src/4-stock/index.ts', "import { a } from '#commerce';", 'tier'],
  ['an unknown module is named', `${ORDERS}/service.ts`, "import { x } from '#nowhere';", 'tier'],
  ['a module imports itself by name', `${ORDERS}/service.ts`, "import { x } from '#commerce';", 'border'],
  ['the inside of a module is named', `${ORDERS}/service.ts`, "import { x } from '#customers/x.ts';", 'border'],
  [
    'a relative path leaves its module',
    `${ORDERS}/service.ts`,
    "import { c } from '../../3-customers/index.ts';",
    'border',
  ],
  ['a relative path leaves the sources', 'server/src/wiring.ts', "import { h } from '../test/harness.ts';", 'border'],
  ['a test tool is used outside tests', `${ORDERS}/service.ts`, "import { h } from '#test/harness.ts';", 'border'],
  ['a pure file imports a service', `${ORDERS}/place.ts`, "import { now } from './service.ts';", 'pure'],
  ['a pure file imports a type from a store', `${ORDERS}/place.ts`, "import type { q } from './store.ts';", 'pure'],
  ['a pure file imports Node', `${ORDERS}/place.ts`, "import { readFileSync } from 'node:fs';", 'pure'],
  ['a pure file imports an unlisted package', `${ORDERS}/schema.ts`, "import pino from 'pino';", 'pure'],
  ['a pure file imports technical ground', `${ORDERS}/place.ts`, "import { c } from '#kernel/clock.ts';", 'pure'],
  ['a pure file takes a value from a module', `${ORDERS}/place.ts`, "import { c } from '#customers';", 'pure'],
  [
    'a pure file handles a transaction',
    `${ORDERS}/place.ts`,
    "import type { Tx } from '#kernel/db/postgres.ts';\nexport const place = (tx: Tx) => tx;",
    'pure',
  ],
  [
    'a pure kernel file imports the database',
    'server/src/0-kernel/pure/text.ts',
    "import '../db/postgres.ts';",
    'pure',
  ],
  [
    'the contracts drag a service to the browser',
    'server/src/contracts.ts',
    "export * from './4-commerce/orders/service.ts';",
    'pure',
  ],
  ['routes reach for the store', `${ORDERS}/routes.ts`, "import { q } from './store.ts';", 'sql'],
  ['a service imports the database', `${ORDERS}/service.ts`, "import { p } from '#kernel/db/postgres.ts';", 'sql'],
  ['a timer writes SQL', `${ORDERS}/timers.ts`, "run('delete from commerce.orders');", 'sql'],
  ['a pure file imports a timer', `${ORDERS}/place.ts`, "import { sweepTimer } from './timers.ts';", 'pure'],
  ['a service imports the query builder', `${ORDERS}/service.ts`, "import { sql } from 'kysely';", 'sql'],
  ['a service writes SQL', `${ORDERS}/service.ts`, "run('select 1 from commerce.orders');", 'sql'],
  [
    'a store reads the table of another module',
    `${ORDERS}/store.ts`,
    'sql`select 1 from a join customers.records r on true`;',
    'schema',
  ],
  ['a store reads the kernel', `${ORDERS}/store.ts`, 'sql`select * from "kernel"."events"`;', 'schema'],
  [
    'a builder reads the table of another module',
    `${ORDERS}/store.ts`,
    "db.selectFrom('customers.records as r');",
    'schema',
  ],
  ['the channels are imported past the gate', `${ORDERS}/jobs.ts`, "import { s } from '#channels';", 'door'],
  ['an import is computed', `${ORDERS}/service.ts`, "await import('#cust' + name);", 'computed'],
  ['an import is built from a template', `${ORDERS}/service.ts`, 'await import(`#cust${name}`);', 'computed'],
  ['a folder has no tier', 'server/src/helpers/place.ts', 'export const x = 1;', 'place'],
  ['a file has an empty name', `${ORDERS}/utils.ts`, 'export const x = 1;', 'place'],
  [
    'a suppression has no reason',
    `${ORDERS}/service.ts`,
    '// oxlint-disable-next-line eslint/no-console',
    'suppression',
  ],
  ['a suppression has no rule', 'web/src/page.tsx', '// oxlint-disable-next-line -- because', 'suppression'],
  ['a suppression speaks to the formatter', 'bench/run.ts', '// biome-ignore lint/style/x: why', 'suppression'],
  ['the web imports the server', 'web/src/page.tsx', "import { x } from '@zhike/server/src/wiring.ts';", 'web'],
  ['the web leaves its folder', 'web/src/page.tsx', "import { x } from '../../server/src/main.ts';", 'web'],
  [
    'a migration touches another schema',
    'server/migrations/pg/0041_commerce_x.sql',
    'alter table customers.records add x int;',
    'schema',
  ],
  [
    'a foreign key points up',
    'server/migrations/pg/0031_customers_x.sql',
    'create table customers.x (id uuid references commerce.orders);',
    'tier',
  ],
  ['a migration has no module', 'server/migrations/pg/0041_add.sql', 'select 1;', 'place'],
  [
    'a name leads into a module',
    'server/package.json',
    '{"imports": {"#commerce": "./src/4-commerce/orders/store.ts"}}',
    'border',
  ],
];

const IMPURE = [
  'Date.now()',
  'new Date()',
  'new Date',
  'Date()',
  'process.env.X',
  "fetch('x')",
  'crypto.randomUUID()',
  'performance.now()',
  'setTimeout(f, 1)',
  'Math.random()',
  "console.log('x')",
];

/** Ways to write an import of the module above; each must be seen. */
const FORMS = [
  "import { c } from '#commerce';",
  'import { c } from "#commerce";',
  "import * as c from '#commerce';",
  "import c, { d } from '#commerce';",
  "import {\n  c,\n  type D,\n} from '#commerce';",
  "import type { C } from '#commerce';",
  "import { type C } from '#commerce';",
  "export { c } from '#commerce';",
  "export * from '#commerce';",
  "export type { C } from '#commerce';",
  "import '#commerce';",
  "const c = await import('#commerce');",
  'const c = await import(`#commerce`);',
  "const c = await import(\n  '#commerce',\n);",
  "export type C = import('#commerce').C;",
  "const c = require('#commerce');",
  "const c = import.meta.resolve('#commerce');",
  "const r = /['\"`]/; import { c } from '#commerce';",
  "const t = `a ${b ? `'` : '}'} c`; import { c } from '#commerce';",
  "const t = a / b; // 'x\nimport { c } from '#commerce';",
];

/** What only looks like one. */
const NOT_IMPORTS = [
  "// import { c } from '#commerce';",
  "/* import('#commerce') */",
  "/**\n * import { c } from '#commerce';\n */",
  'const text = "import { c } from \'#commerce\'";',
  "const text = `import '#commerce'`;",
  "const text = 'it\\'s'; const from = '#commerce';",
  "const link = 'https://x.org'; store.import('#commerce');",
];

describe('check-layers', () => {
  it('[C240] finds no fault in a sound tree', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it.each(PLANTED)('[C240] tells when %s', (_what, file, text, rule) => {
    const readme = file.startsWith('server/src/4-stock') ? { 'server/src/4-stock/README.md': README } : {};
    expect(faultsOf({ ...readme, [file]: text })).toEqual([`${file} ${rule}`]);
  });

  it.each(FORMS)('[C240a] sees the import upward in %j', (form) => {
    const file = 'server/src/3-customers/service.ts';
    expect(faultsOf({ [file]: form })).toEqual([`${file} tier`]);
  });

  it.each(NOT_IMPORTS)('[C240a] takes %j for no import', (text) => {
    expect(faultsOf({ 'server/src/3-customers/service.ts': text })).toEqual([]);
  });

  it.each(IMPURE)('[C240a] keeps %s out of the files that decide', (code) => {
    expect(faultsOf({ [`${ORDERS}/place.ts`]: `export const x = () => ${code};` })).toEqual([
      `${ORDERS}/place.ts pure`,
    ]);
  });

  it('[C240a] asks each module for a README that says what it owns, offers, emits, hears and never does', () => {
    expect(faultsOf({ 'server/src/1-access/README.md': 'Owns users.' })).toEqual(['server/src/1-access readme']);
  });

  it('names the line and the rule of a fault', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'zhike-layers-'));
    folders.push(root);
    mkdirSync(path.join(root, 'server/src/1-access'), { recursive: true });
    writeFileSync(path.join(root, 'server/src/1-access/README.md'), README);
    writeFileSync(path.join(root, 'server/src/1-access/place.ts'), '/* a\n * b */\n\nexport const now = Date.now();\n');
    expect(checkLayers(root)).toEqual([
      {
        file: 'server/src/1-access/place.ts',
        line: 4,
        rule: 'pure',
        message: 'a pure file may not use Date.now: pass it in',
      },
    ]);
  });

  it('[C240] [C240a] finds no fault in this repository', () => {
    expect(checkLayers(path.resolve(import.meta.dirname, '..'))).toEqual([]);
  });
});
