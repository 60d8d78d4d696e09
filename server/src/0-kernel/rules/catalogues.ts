import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Fault } from '#kernel/errors.ts';
import { type ArgFaces, catalogueName, type Names } from '#kernel/pure/rules/arg-face.ts';
import type { Conditions } from '#kernel/pure/rules/condition.ts';
import { conditionOf } from '#kernel/pure/rules/evaluate.ts';
import { argsOf, conditionNodes, type RuleNode } from '#kernel/pure/rules/tree.ts';
import type { Text } from '#kernel/pure/text.ts';

/** Something that arguments are chosen from: its id, and what people call it. */
export interface CatalogueEntry {
  readonly value: string;
  readonly label: Text;
  /** What else it is looked for by. */
  readonly words?: readonly string[];
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
  /** Whether a value that it does not have is a mistake; of a catalogue of many by its key. Open when absent. */
  closed?(db: Db | Tx, key: string): Promise<boolean>;
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

/** A closed catalogue: all values are there. */
export const CLOSED = (): Promise<boolean> => Promise.resolve(true);

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

/** A value of an argument that is chosen from a catalogue, and where in the rule it stands. */
interface Choice {
  readonly catalogue: string;
  readonly value: string;
  readonly path: string;
}

/** Values of catalogues are texts; anything else has been refused before. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function choicesIn(rule: RuleNode, conditions: Conditions): readonly Choice[] {
  return conditionNodes(rule).flatMap(({ node, path }) => {
    const args = argsOf(node);
    return Object.entries(conditionOf(conditions, node).args as ArgFaces).flatMap(([name, face]) => {
      const given = args[name];
      if (face.catalogue === undefined || given === undefined) {
        return [];
      }
      const catalogue = catalogueName(face.catalogue, args);
      const at = `${path}.args.${name}`;
      return Array.isArray(given)
        ? given.map((value: unknown, index) => ({ catalogue, value: textOf(value), path: `${at}[${index}]` }))
        : [{ catalogue, value: textOf(given), path: at }];
    });
  });
}

/**
 * Where a rule names what there is not: such a condition would hold for nobody, and its opposite for everybody. What
 * an earlier version of the rule named already is left alone.
 */
export async function unknownChoices(
  { catalogues, conditions }: { readonly catalogues: Catalogues; readonly conditions: Conditions },
  db: Db | Tx,
  { rule, before }: { readonly rule: RuleNode; readonly before?: RuleNode | undefined },
): Promise<readonly Fault[]> {
  const old = new Set((before === undefined ? [] : choicesIn(before, conditions)).map(keyOfChoice));
  const asked = choicesIn(rule, conditions).filter((choice) => !old.has(keyOfChoice(choice)));
  const faults: Fault[] = [];
  for (const [catalogue, choices] of Map.groupBy(asked, (choice) => choice.catalogue)) {
    const [name = '', key = ''] = catalogue.split(/:(.*)/su);
    if ((await catalogues.get(name)?.closed?.(db, key)) !== true) {
      continue;
    }
    const values = [...new Set(choices.map(({ value }) => value))];
    const found = await entriesOf(catalogues, db, { catalogue, values, limit: values.length });
    const known = new Set(found.map(({ value }) => value));
    faults.push(
      ...choices
        .filter(({ value }) => !known.has(value))
        .map(({ path, value }) => ({
          field: path,
          code: 'choice_unknown',
          message: { 'zh-CN': `没有“${value}”，请重新选择`, en: `there is no “${value}”; choose another one` },
        })),
    );
  }
  return faults;
}

function keyOfChoice({ catalogue, value }: Choice): string {
  return `${catalogue}\0${value}`;
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
  const all = [...conditions.values()].map(({ args }) => Object.entries(args as ArgFaces));
  const wanted = all.flat().flatMap(([, { catalogue }]) => (catalogue === undefined ? [] : [catalogue]));
  const ids = new Map<string, string>();
  const learn = async (catalogue: string): Promise<void> => {
    for (const entry of await entriesOf(catalogues, db, { catalogue, names: quoted, limit: MAX_NAMES })) {
      for (const name of Object.values(entry.label)) {
        const key = `${catalogue}\0${name}`;
        ids.set(key, ids.get(key) ?? entry.value);
      }
    }
  };
  for (const catalogue of new Set(wanted.filter((name) => !name.includes('{')))) {
    await learn(catalogue);
  }
  // A catalogue that depends on another argument depends on one that was just named.
  const dependent = all.flatMap((faces) =>
    faces.flatMap(([, { catalogue = '' }]) => {
      const [, other] = /\{(\w+)\}/u.exec(catalogue) ?? [];
      const of = faces.find(([name]) => name === other)?.[1].catalogue;
      return of === undefined ? [] : [...idsOf(ids, of)].map((id) => catalogue.replaceAll(/\{\w+\}/gu, id));
    }),
  );
  for (const catalogue of new Set(dependent)) {
    await learn(catalogue);
  }
  return { nameOf: () => undefined, idOf: (catalogue, name) => ids.get(`${catalogue}\0${name}`) };
}

/** The ids that were found in one catalogue. */
function idsOf(ids: ReadonlyMap<string, string>, catalogue: string): readonly string[] {
  return [...ids].filter(([key]) => key.startsWith(`${catalogue}\0`)).map(([, id]) => id);
}
