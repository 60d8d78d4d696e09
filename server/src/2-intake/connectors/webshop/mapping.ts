import { z } from 'zod';

/**
 * Where a value stands in a message: a path (`billing.email`), several of which the first that is told counts, a path
 * with a table of words, a list of things, texts joined by blanks, or a fixed value.
 */
export type Spec =
  | string
  | readonly Spec[]
  | {
      readonly path: string;
      /** Word there → word here; `*` is any other. Without it other words are no value. */
      readonly map?: Readonly<Record<string, string>> | undefined;
      /** A time without a zone is in UTC. */
      readonly utc?: boolean | undefined;
    }
  | { readonly each: string; readonly fields: Readonly<Record<string, Spec>> }
  | { readonly join: readonly string[] }
  | { readonly const: string | number | boolean };

export const specSchema: z.ZodType<Spec> = z.lazy(() =>
  z.union([
    z.string().max(200),
    z.array(specSchema).min(1).max(10),
    z.object({
      path: z.string().max(200),
      map: z.record(z.string(), z.string()).optional(),
      utc: z.boolean().optional(),
    }),
    z.object({ each: z.string().max(200), fields: z.record(z.string(), specSchema) }),
    z.object({ join: z.array(z.string().max(200)).min(1).max(10) }),
    z.object({ const: z.union([z.string(), z.number(), z.boolean()]) }),
  ]),
);

export const ruleSchema = z.object({
  /** The kind of record: order, customer, product, … */
  type: z.string().min(1).max(50),
  /** Beginnings of the topics that it is for (`order.`); none: any topic. */
  topics: z.array(z.string().max(100)).max(20).default([]),
  key: specSchema,
  occurredAt: specSchema.optional(),
  /** Kind of identifier → where it stands. */
  identifiers: z.record(z.string(), specSchema).default({}),
  attributes: z.record(z.string(), specSchema).default({}),
  data: z.record(z.string(), specSchema).default({}),
});
export type Rule = z.output<typeof ruleSchema>;

/** The value at a path; undefined when there is none. An empty path is the whole. */
export function valueAt(value: unknown, path: string): unknown {
  let current = value;
  for (const part of path === '' ? [] : path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) {
      return undefined;
    }
    // Whatever is there; it was just told to be an own property.
    current = (current as Readonly<Record<string, unknown>>)[part];
  }
  return current;
}

/** Nothing, empty texts and nulls count as not told. */
function isTold(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** What a spec says of a message; undefined when nothing is told. */
export function evaluate(spec: Spec, message: unknown): unknown {
  if (typeof spec === 'string') {
    const value = valueAt(message, spec);
    return isTold(value) ? value : undefined;
  }
  if (isList(spec)) {
    for (const each of spec) {
      const value = evaluate(each, message);
      if (value !== undefined) {
        return value;
      }
    }
    return undefined;
  }
  if ('const' in spec) {
    return spec.const;
  }
  if ('join' in spec) {
    const parts = spec.join.map((path) => valueAt(message, path)).filter((part) => isTold(part));
    return parts.length === 0 ? undefined : joinWords(parts.map(String));
  }
  if ('each' in spec) {
    const items = valueAt(message, spec.each);
    return Array.isArray(items) ? items.map((item) => evaluateAll(spec.fields, item)) : undefined;
  }
  const value = valueAt(message, spec.path);
  if (!isTold(value)) {
    return undefined;
  }
  const text =
    spec.utc === true && typeof value === 'string' && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? `${value}Z` : value;
  return spec.map === undefined ? text : (spec.map[String(text)] ?? spec.map['*']);
}

function isList(spec: Spec): spec is readonly Spec[] {
  return Array.isArray(spec);
}

/** A Chinese name has its family name first and no blank. */
function joinWords(parts: readonly string[]): string {
  const isChinese = parts.length === 2 && parts.every((part) => /^\p{Script=Han}+$/u.test(part));
  return isChinese ? parts.toReversed().join('') : parts.join(' ');
}

function evaluateAll(specs: Readonly<Record<string, Spec>>, message: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(specs).flatMap(([name, spec]) => {
      const value = evaluate(spec, message);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Texts and numbers; anything else names nothing. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A message as a row of the records API. What is missing is for the records API to say. */
export function rowOf(rule: Rule, message: unknown, source: string): Readonly<Record<string, unknown>> {
  const key = textOf(evaluate(rule.key, message));
  const occurredAt = rule.occurredAt === undefined ? undefined : evaluate(rule.occurredAt, message);
  const identifiers = Object.entries(rule.identifiers).flatMap(([type, spec]) => {
    const value = textOf(evaluate(spec, message));
    // Shops number guests 0.
    return value === '' || value === '0' ? [] : [{ type, value }];
  });
  const attributes = evaluateAll(rule.attributes, message);
  const isAboutSomebody = identifiers.length > 0;
  return {
    source,
    key,
    type: rule.type,
    ...(occurredAt === undefined ? {} : { occurredAt }),
    customer: isAboutSomebody ? { identifiers, attributes } : null,
    data: evaluateAll(rule.data, message),
  };
}

/** The rule for a topic; without a topic the first one. */
export function ruleFor(rules: readonly Rule[], topic: string | null): Rule | null {
  return (
    rules.find(
      ({ topics }) => topics.length === 0 || topic === null || topics.some((beginning) => topic.startsWith(beginning)),
    ) ?? null
  );
}
