import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface AddOptions {
  /** Which side of the schema: what is sent in, or what comes out. */
  readonly io: 'input' | 'output';
  /** Names the anonymous schemas that a recursive type brings along. */
  readonly owner: string;
}

/** Turns zod schemas into JSON Schema 2020-12 (the dialect of OpenAPI 3.1) and gathers the named ones. */
export interface SchemaCollector {
  /** The schema, with references into `#/components/schemas`. */
  add(schema: z.ZodType, options: AddOptions): JsonSchema;
  /** The named schemas met so far. */
  components(): JsonSchema;
}

/** Formats say it all; zod's patterns for them are pages of dates and code points. */
const FORMATS_WITHOUT_PATTERN = new Set(['date', 'date-time', 'time', 'uuid', 'email', 'ipv4', 'ipv6', 'duration']);

export function collectSchemas(): SchemaCollector {
  const components = new Map<string, unknown>();
  /** What stands under each name, with all that it refers to: two schemas are one when these agree. */
  const contents = new Map<string, string>();
  const nameFor = (id: string, content: string, options: AddOptions): string => {
    const free = candidateNames(id, options).find((name) => (contents.get(name) ?? content) === content);
    if (free === undefined) {
      throw new Error(`Two different schemas are named ${id} (met again in ${options.owner})`);
    }
    contents.set(free, content);
    return free;
  };
  return {
    add(schema, options) {
      // Wrapped, so that a named or recursive schema at the top is referred to like everywhere else.
      const wrapped = z.toJSONSchema(z.object({ it: schema.optional() }), {
        io: options.io,
        unrepresentable: 'any',
        override: simplify,
      });
      const defs = wrapped.$defs ?? {};
      const names = new Map(Object.keys(defs).map((id) => [id, nameFor(id, contentOf(id, defs), options)]));
      for (const [id, definition] of Object.entries(defs)) {
        components.set(names.get(id) ?? id, rename(definition, names));
      }
      return rename(wrapped.properties?.['it'] ?? {}, names) as JsonSchema;
    },
    components: () => Object.fromEntries([...components].toSorted(([a], [b]) => a.localeCompare(b, 'en'))),
  };
}

/** zod numbers recursive schemas without a name; the number means nothing outside one call. */
function isAnonymous(id: string): boolean {
  return id.startsWith('__');
}

/** A default makes the two sides differ: the first to come keeps the plain name. */
function candidateNames(id: string, options: AddOptions): readonly string[] {
  if (isAnonymous(id)) {
    const base = `${options.owner.replaceAll('.', '_')}_part`;
    return Array.from({ length: 20 }, (_, index) => `${base}${index + 1}`);
  }
  return [id, options.io === 'output' ? `${id}Output` : `${id}Input`];
}

/** A schema and everything it refers to as one text, in the order in which a reader meets them. */
function contentOf(id: string, defs: Readonly<Record<string, unknown>>): string {
  const met: string[] = [id];
  const parts: string[] = [];
  for (let index = 0; index < met.length; index += 1) {
    const text = JSON.stringify(rename(defs[met[index] ?? ''], new Map()));
    parts.push(
      text.replaceAll(/#\/components\/schemas\/([^"]+)/g, (_reference, name: string) => {
        if (!met.includes(name)) {
          met.push(name);
        }
        return isAnonymous(name) ? `#${met.indexOf(name)}` : `#${name}`;
      }),
    );
  }
  return parts.join('\n');
}

/** References from `#/$defs/X` to `#/components/schemas/<name of X>`; `id` is zod's own note. */
function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => rename(item, names));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key === '$ref' && typeof item === 'string' && item.startsWith('#/$defs/')) {
        const id = item.slice('#/$defs/'.length);
        return [key, `#/components/schemas/${names.get(id) ?? id}`];
      }
      return [key, rename(item, names)];
    }),
  );
}

function simplify(context: {
  readonly zodSchema: z.core.$ZodTypes;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  const { zodSchema, jsonSchema } = context;
  if (zodSchema._zod.def.type === 'date') {
    jsonSchema.type = 'string';
    jsonSchema.format = 'date-time';
  }
  if (jsonSchema.format !== undefined && FORMATS_WITHOUT_PATTERN.has(jsonSchema.format)) {
    delete jsonSchema.pattern;
  }
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) {
    delete jsonSchema.maximum;
  }
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) {
    delete jsonSchema.minimum;
  }
}
