import fc from 'fast-check';
import type { ArgFace, ArgFaces } from '#kernel/pure/rules/arg-face.ts';
import type { AnyCondition, Conditions } from '#kernel/pure/rules/condition.ts';
import { GROUPS, type Group, groupNode, RULE_VERSION, type Rule, type RuleNode } from '#kernel/pure/rules/tree.ts';

/** Values that catalogues hold, by catalogue; `*` for those that are not listed, and for free words. */
export type Pools = Readonly<Record<string, readonly string[]>>;

/** Bounds that tell histories apart, by `condition.argument`; else up to ten above the least. */
const SPANS: Readonly<Record<string, readonly [number, number]>> = {
  'profile.age.years': [0, 60],
  'profile.birthday.within': [0, 366],
  'profile.kept_birthday.within': [0, 60],
  'profile.lunar_birthday.within': [0, 60],
  'profile.random_bucket.buckets': [1, 100],
  'profile.random_bucket.draw': [1, 9],
  'calendar.festival.within': [0, 200],
  'behaviour.recency.days': [0, 500],
  'behaviour.sequence.within': [1, 400],
  'behaviour.category.count': [0, 3],
  'behaviour.custom_property.count': [0, 3],
  'behaviour.custom_property.number': [-3, 15],
  'household.size.size': [1, 4],
  'referral.made.count': [0, 3],
  'profile.field.number': [150, 190],
  'profile.custom_field.number': [150, 190],
  'orders.days_since.days': [0, 500],
  'orders.returned_share.percent': [0, 100],
  'score.value.value': [0, 20],
  'score.change.days': [1, 400],
  'score.change.change': [-5, 100],
  'orders.usual_interval.days': [1, 400],
  'orders.quiet_longer.times': [1, 5],
  'orders.sequence.within': [1, 400],
  'orders.product_sequence.within': [1, 400],
  'orders.full_price_share.percent': [0, 100],
  'orders.discount_share.percent': [0, 40],
  'orders.basket_size.pieces': [0, 6],
};
const DAYS = [
  '2024-02-28',
  '2024-02-29',
  '2024-03-01',
  '2024-03-10',
  '2024-06-15',
  '2024-11-03',
  '2024-12-31',
  '2025-01-01',
  '2025-02-28',
  '2025-03-09',
  '2025-07-01',
  '2025-11-02',
  '2025-11-11',
  '2026-01-31',
  '2026-03-01',
] as const;

const day = fc.constantFrom(...DAYS);
const window = fc.oneof(
  fc.constantFrom(1, 2, 7, 30, 90, 365, 1000).map((lastDays) => ({ lastDays })),
  fc.tuple(day, day).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
  day.map((from) => ({ from })),
  day.map((to) => ({ to })),
);

function bounds(number: fc.Arbitrary<number>): fc.Arbitrary<{ min?: number; max?: number }> {
  return fc.oneof(
    number.map((min) => ({ min })),
    number.map((max) => ({ max })),
    fc.tuple(number, number).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
    number.map((both) => ({ min: both, max: both })),
  );
}

function valueOf(name: string, face: ArgFace<unknown>, pools: Pools): fc.Arbitrary<unknown> {
  const least = face.min ?? 0;
  const [low, high] = SPANS[name] ?? [least, Math.min(face.max ?? least + 10, least + 10)];
  switch (face.face) {
    case 'range':
      return bounds(fc.integer({ min: low, max: high }));
    case 'days':
      return fc.integer({ min: low, max: high });
    case 'money':
      return fc
        .tuple(
          bounds(fc.integer({ min: -20, max: 200 }).map((tens) => tens * 1000)),
          fc.constantFrom(undefined, undefined, 'USD', 'CNY'),
        )
        .map(([range, currency]) => (currency === undefined ? range : { ...range, currency }));
    case 'window':
      return window;
    case 'choices':
      return several((face.options ?? []).map(({ value }) => value));
    default: {
      const pool = pools[name] ?? pools[face.catalogue ?? name] ?? pools['*'] ?? ['甲', '乙'];
      return face.single === true ? fc.constantFrom(...pool) : several(pool);
    }
  }
}

function several(values: readonly string[]): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
}

/** Sound arguments of a condition. */
export function argsArbitrary(condition: AnyCondition, pools: Pools): fc.Arbitrary<RuleNode> {
  const faces = condition.args as ArgFaces;
  const parts = Object.fromEntries(
    Object.entries(faces).map(([name, face]) => {
      const value = valueOf(`${condition.is}.${name}`, face, pools);
      return [name, face.optional ? fc.option(value, { nil: undefined }) : value];
    }),
  );
  return fc
    .record(parts)
    .map((args) => Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)))
    .filter((args) => (condition.check?.(args) ?? null) === null)
    .map((args) => ({ is: condition.is, ...args }));
}

/** One condition of any kind. */
export function conditionArbitrary(conditions: Conditions, pools: Pools): fc.Arbitrary<RuleNode> {
  return fc.oneof(...[...conditions.values()].map((condition) => argsArbitrary(condition, pools)));
}

/** A rule of one to about a dozen conditions, up to three groups deep. */
export function ruleArbitrary(conditions: Conditions, pools: Pools): fc.Arbitrary<Rule> {
  const leaf = conditionArbitrary(conditions, pools);
  const group = (depth: number): fc.Arbitrary<RuleNode> => {
    const part =
      depth === 0 ? leaf : fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: group(depth - 1) });
    return fc
      .tuple(fc.constantFrom<Group>(...GROUPS), fc.array(part, { minLength: 1, maxLength: 3 }))
      .map(([word, parts]) => groupNode(word, parts));
  };
  return group(2).map((node) => ({ v: RULE_VERSION, ...node }) as Rule);
}
