import { z } from 'zod';
import { type Fault, invalidInput } from '#kernel/errors.ts';
import type { Contract } from '#kernel/http/contract.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export interface ParsedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Parses params, query and body; throws one `input_invalid` with every issue of all three. */
export function parseInput(contract: Contract, raw: RawInput): ParsedInput {
  const faults: Fault[] = [];
  const read = (schema: z.ZodType | 'stream' | undefined, value: unknown, root: string): unknown => {
    if (schema === undefined || schema === 'stream') {
      return undefined;
    }
    const result = schema.safeParse(value, { reportInput: true });
    if (result.success) {
      return result.data;
    }
    faults.push(...faultsOf(result.error.issues, root));
    return undefined;
  };
  const parsed = {
    params: read(contract.params, raw.params, 'path'),
    query: read(contract.query, shapeQuery(contract.query, raw.query), 'query'),
    body: read(contract.body, raw.body, 'body'),
  };
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
  return parsed;
}

/**
 * Query strings know only text: one value for a list becomes a list of one, and `?limit=` for a number counts as
 * not given (z.coerce would read it as 0).
 */
function shapeQuery(schema: z.ZodObject | undefined, query: unknown): unknown {
  if (schema === undefined || typeof query !== 'object' || query === null) {
    return query;
  }
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => {
      const kind = kindOf(schema.shape[name]);
      if (kind === 'array' && !Array.isArray(value)) {
        return [[name, [value]]];
      }
      return kind === 'number' && value === '' ? [] : [[name, value]];
    }),
  );
}

/** The kind of a schema under optional, default, nullable and the like; null when there is none. */
export function kindOf(schema: unknown): string | null {
  const core = unwrap(schema);
  return core === null ? null : core.def.type;
}

/** Whether the schema reads every non-empty text, "false" included, as true. Query schemas use z.stringbool(). */
export function isCoercedBoolean(schema: unknown): boolean {
  const core = unwrap(schema);
  return core !== null && core.def.type === 'boolean' && 'coerce' in core.def && core.def.coerce === true;
}

function unwrap(schema: unknown): z.ZodType | null {
  let current: unknown = schema;
  while (current instanceof z.ZodType) {
    const def: Readonly<Record<string, unknown>> = { ...current.def };
    // A pipe's input side is what the query string meets.
    const inner = def['innerType'] ?? (def['type'] === 'pipe' ? def['in'] : undefined);
    if (inner === undefined) {
      return current;
    }
    current = inner;
  }
  return null;
}
