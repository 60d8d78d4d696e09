import type { Naming } from '#commerce';
import type { TierTable } from '#customers/pure';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { formatMoney } from '#kernel/pure/money.ts';
import type { Rule } from '#kernel/pure/rules/tree.ts';
import { LOCALES, type Text } from '#kernel/pure/text.ts';
import { countRules, type RuleEngine } from '#kernel/rules/engine.ts';
import { type Askings, requireAllScopes } from '../asking/service.ts';
import { cautious, type Lift, liftOf } from './lift.ts';
import { rootCategories } from './roots.ts';
import { countTraits, type Spread, TRAIT_COLUMNS, type TraitGround } from './store.ts';
import { type Part, partsOfTrait, REST, TRAIT_INFO, type Trait, UNKNOWN, USUAL_TRAITS } from './traits.ts';

export interface ProfileParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap'>;
  readonly engine: RuleEngine;
  readonly askings: Askings;
  /** Which cities are of which tier. */
  readonly cityTable: (reader: Db | Tx) => Promise<TierTable>;
  /** What sales channels and goods are called. */
  readonly naming: Pick<Naming, 'places' | 'goods'>;
}

export interface ProfileQuestion {
  readonly rule: unknown;
  readonly asOf?: string | undefined;
  readonly against?: unknown;
  readonly traits?: readonly Trait[] | undefined;
}

export type Profiling = ReturnType<typeof createProfiling>;

/** How those for whom a rule holds are spread over what is known of them, and what sets them apart from others. */
export function createProfiling(parts: ProfileParts) {
  return {
    describe: (context: Context, question: ProfileQuestion) => describe(parts, context, question),
  };
}

async function describe(parts: ProfileParts, context: Context, question: ProfileQuestion) {
  const { kernel, engine, askings } = parts;
  requirePermission(context, 'segments.read');
  requireAllScopes(context);
  const { db } = kernel.postgres;
  const { traits = USUAL_TRAITS } = question;
  const rule = await askings.read(db, context, question.rule, { date: question.asOf });
  const against = question.against === undefined ? [] : [await readAgainst(parts, context, question)];
  const asOf = await askings.asOf(db, question.asOf);
  const nodes = await askings.expand(db, [rule, ...against]);
  const asking = await engine.prepare(db, nodes, asOf);
  const compiled = engine.compile(nodes, { asking, extra: TRAIT_COLUMNS });
  const { ground, names } = await groundOf(parts, traits, asOf);
  const { counts } = await countRules(kernel.olap, compiled);
  const spread = await countTraits(kernel.olap, compiled, { ground, traits });
  const [count = 0, baseCount] = counts;
  const told = traits.map((name) => ({
    name,
    label: TRAIT_INFO[name].label,
    overlaps: TRAIT_INFO[name].overlaps,
    parts: partsOfTrait(name, spread.parts.get(name) ?? [], namesOf(name, { names, spread, currency: asOf.currency })),
  }));
  return {
    count,
    asOf: asOf.date,
    ...(baseCount === undefined ? {} : { baseCount, differences: [...differencesOf(told, { count, baseCount })] }),
    traits: told.map((trait) => ({
      ...trait,
      parts: trait.parts.map(({ baseCustomers, ...part }) => ({
        ...part,
        ...(baseCount === undefined
          ? {}
          : { base: { customers: baseCustomers, ...liftOfPart({ ...part, baseCustomers }, { count, baseCount }) } }),
      })),
    })),
  };
}

/** The rule of the others; its faults are named by their own field. */
async function readAgainst(
  { kernel, askings }: ProfileParts,
  context: Context,
  question: ProfileQuestion,
): Promise<Rule> {
  try {
    return await askings.read(kernel.postgres.db, context, question.against, { date: question.asOf });
  } catch (error) {
    if (error instanceof AppError && error.code === 'input_invalid') {
      throw invalidInput(error.faults.map((fault) => ({ ...fault, field: fault.field.replace(/^rule/u, 'against') })));
    }
    throw error;
  }
}

interface Names {
  readonly channels: ReadonlyMap<string, Text>;
}

async function groundOf(
  { kernel, cityTable, naming }: ProfileParts,
  traits: readonly Trait[],
  { date, currency }: { readonly date: string; readonly currency: string },
): Promise<{ readonly ground: TraitGround; readonly names: Names }> {
  const places = traits.includes('channel') ? await naming.places() : null;
  const goods = traits.includes('category') ? await naming.goods() : null;
  return {
    ground: {
      date,
      currency,
      cities: await cityTable(kernel.postgres.db),
      channels: new Map(places?.sources.map(({ source, channel }) => [source, channel])),
      categories: goods === null ? new Map() : rootCategories(goods),
    },
    names: { channels: places?.channels ?? new Map() },
  };
}

/** What values of a trait are called where the trait itself does not say. */
function namesOf(
  trait: Trait,
  { names, spread, currency }: { readonly names: Names; readonly spread: Spread; readonly currency: string },
): ReadonlyMap<string, Text> {
  if (trait === 'channel') {
    return names.channels;
  }
  if (trait !== 'power') {
    return new Map();
  }
  const [lower, upper, high] = spread.power;
  const bands = TRAIT_INFO.power.bands;
  return new Map(
    [
      ['high', high],
      ['upper', upper],
      ['lower', lower],
    ].flatMap(([value, minor]) => {
      const label = bands.find((band) => band.value === value)?.label;
      return label === undefined ? [] : [[String(value), withBound(label, Number(minor), currency)] as const];
    }),
  );
}

function withBound(label: Text, minor: number, currency: string): Text {
  const [zh, en] = LOCALES.map((locale) => formatMoney({ amountMinor: Math.round(minor), currency }, locale));
  return { 'zh-CN': `${label['zh-CN']}，${zh} 起`, en: `${label.en}, from ${en}` };
}

interface Counts {
  readonly count: number;
  readonly baseCount: number;
}

function liftOfPart({ customers, baseCustomers }: Pick<Part, 'customers' | 'baseCustomers'>, counts: Counts): Lift {
  return liftOf({ customers, baseCustomers, ...counts });
}

/** What sets the one apart from the others for sure, by what the difference is at least. */
function differencesOf(
  traits: readonly { readonly name: Trait; readonly parts: readonly Part[] }[],
  counts: Counts,
): readonly { readonly trait: Trait; readonly value: string }[] {
  return traits
    .flatMap(({ name, parts }) =>
      parts
        .filter(({ value }) => value !== UNKNOWN && value !== REST)
        .map((part) => ({ trait: name, value: part.value, weight: cautious(liftOfPart(part, counts)) })),
    )
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ trait, value }) => ({ trait, value }));
}
