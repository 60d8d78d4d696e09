import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ArgFaces, catalogueName, type Names } from '#kernel/pure/rules/arg-face.ts';
import type { Conditions } from '#kernel/pure/rules/condition.ts';
import { conditionOf } from '#kernel/pure/rules/evaluate.ts';
import { argsOf, conditionNodes, type RuleNode } from '#kernel/pure/rules/tree.ts';
import type { Text } from '#kernel/pure/text.ts';

/** Something that arguments are chosen from: its id, and what people call it. */
export interface CatalogueEntry {
  readonly value: string;
  readonly label: Text;
}

/** Which entries: by their ids, by their exact names, or those whose name has the text in it. */
export interface CatalogueQuestion {
  /** Behind the colon of a catalogue of many (`customers.field:gender`). */
  readonly key: string;
  readonly values?: readonly string[];
  readonly names?: readonly string[];
  readonly text?: string;
  readonly limit: number;
}

/** Tags, products, shops …: offered by the module that owns them. */
export interface CatalogueSource {
  /** Up to a colon. */
  readonly name: string;
  entries(db: Db | Tx, question: CatalogueQuestion): Promise<readonly CatalogueEntry[]>;
}

export type Catalogues = ReadonlyMap<string, CatalogueSource>;

/** Entries of a catalogue by its full name; none of one that there is not. */
export async function entriesOf(
  catalogues: Catalogues,
  db: Db | Tx,
  { catalogue, ...question }: Omit<CatalogueQuestion, 'key'> & { readonly catalogue: string },
): Promise<readonly CatalogueEntry[]> {
  const [name = '', key = ''] = catalogue.split(/:(.*)/su);
  return (await catalogues.get(name)?.entries(db, { key, ...question })) ?? [];
}

const MAX_NAMES = 5000;

/** The names of everything that the rules speak of. */
export async function namesFor(
  { catalogues, conditions }: { readonly catalogues: Catalogues; readonly conditions: Conditions },
  db: Db | Tx,
  rules: readonly RuleNode[],
): Promise<Names> {
  const wanted = new Map<string, Set<string>>();
  for (const { node } of rules.flatMap((rule) => conditionNodes(rule))) {
    const args = argsOf(node);
    for (const [name, face] of Object.entries(conditionOf(conditions, node).args as ArgFaces)) {
      const given = args[name];
      if (face.catalogue === undefined || given === undefined) {
        continue;
      }
      const catalogue = catalogueName(face.catalogue, args);
      const values = wanted.get(catalogue) ?? new Set<string>();
      for (const value of Array.isArray(given) ? given : [given]) {
        values.add(String(value));
      }
      wanted.set(catalogue, values);
    }
  }
  const names = new Map<string, Text>();
  for (const [catalogue, values] of wanted) {
    for (const entry of await entriesOf(catalogues, db, { catalogue, values: [...values], limit: MAX_NAMES })) {
      names.set(`${catalogue}\0${entry.value}`, entry.label);
    }
  }
  return { nameOf: (catalogue, id) => names.get(`${catalogue}\0${id}`), idOf: () => undefined };
}

/** Names in quotes of a text, as ids, for reading a rule from words: the first entry of that name counts. */
export async function namesInText(
  { catalogues, conditions }: { readonly catalogues: Catalogues; readonly conditions: Conditions },
  db: Db | Tx,
  text: string,
): Promise<Names> {
  const quoted = [...text.matchAll(/[“"]((?:[^\\”"]|\\.)*)[”"]/gu)].map(([, inner = '']) =>
    inner.replaceAll(/\\(.)/gsu, '$1'),
  );
  const fixed = [...conditions.values()].flatMap((condition) =>
    Object.values(condition.args as ArgFaces).flatMap(({ catalogue }) => (catalogue === undefined ? [] : [catalogue])),
  );
  const ids = new Map<string, string>();
  const learn = async (catalogue: string): Promise<void> => {
    for (const entry of await entriesOf(catalogues, db, { catalogue, names: quoted, limit: MAX_NAMES })) {
      for (const name of Object.values(entry.label)) {
        const key = `${catalogue}\0${name}`;
        ids.set(key, ids.get(key) ?? entry.value);
      }
    }
  };
  for (const catalogue of new Set(fixed.filter((name) => !name.includes('{')))) {
    await learn(catalogue);
  }
  // A catalogue that depends on another argument depends on one that was just named.
  for (const catalogue of new Set(fixed.filter((name) => name.includes('{')))) {
    for (const id of new Set(ids.values())) {
      await learn(catalogue.replaceAll(/\{\w+\}/gu, id));
    }
  }
  return { nameOf: () => undefined, idOf: (catalogue, name) => ids.get(`${catalogue}\0${name}`) };
}
