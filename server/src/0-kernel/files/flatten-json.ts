/** Integers of so many digits do not survive as a number. */
const LONG_INTEGER = /\d{16}/;
const MAX_DEPTH = 8;

/**
 * An object as text → its values by key, nested keys joined by dots, as people write them: numbers as they stand, lists
 * of plain values joined by semicolons. Throws SyntaxError for what is no object.
 */
export function flattenJson(text: string): Map<string, string> {
  const value: unknown = LONG_INTEGER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  if (!isObject(value)) {
    throw new SyntaxError('not an object');
  }
  const flat = new Map<string, string>();
  addObject(flat, value, { prefix: '', depth: 0 });
  return flat;
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? context.source : value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Place {
  readonly prefix: string;
  readonly depth: number;
}

function addObject(flat: Map<string, string>, object: Readonly<Record<string, unknown>>, place: Place): void {
  for (const [key, value] of Object.entries(object)) {
    addValue(flat, value, { prefix: place.prefix === '' ? key : `${place.prefix}.${key}`, depth: place.depth });
  }
}

function addValue(flat: Map<string, string>, value: unknown, { prefix, depth }: Place): void {
  if (isObject(value) && depth < MAX_DEPTH) {
    addObject(flat, value, { prefix, depth: depth + 1 });
  } else if (Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null)) {
    for (const [index, item] of value.entries()) {
      addValue(flat, item, { prefix: `${prefix}.${index}`, depth: depth + 1 });
    }
  } else {
    flat.set(prefix, textOf(value));
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.map(textOf).join(';');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
