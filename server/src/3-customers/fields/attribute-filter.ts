import type { Fault } from '#kernel/errors.ts';
import type { AttributeValue, FieldDefinition } from './definition.ts';
import { parseFieldJson } from './parse.ts';
import { isMasked } from './present.ts';

/** A value, or what a sealed value equal to it has among its tokens. */
export type Contained = AttributeValue | { readonly t: readonly string[] };

/** The tokens of a value of a field whose values are kept sealed; null for any other field. */
export type TokensOf = (key: string, value: AttributeValue) => readonly string[] | null;

export type AttributeFilter =
  | {
      readonly ok: true;
      /** What `customers.attributes` has to contain (`@>`): of several choices each of the wanted ones. */
      readonly contains: Readonly<Record<string, Contained>>;
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * A filter on fields, field key → wanted value, made ready for the store. Masked fields are refused to those who may
 * not see their values: who can filter by a value can read it.
 */
export function readAttributeFilter(
  wanted: Readonly<Record<string, unknown>>,
  options: {
    readonly definitions: readonly FieldDefinition[];
    readonly mayTell: (field: FieldDefinition) => boolean;
    readonly tokens: TokensOf;
  },
): AttributeFilter {
  const byKey = new Map(options.definitions.map((definition) => [definition.key, definition]));
  const contains: Record<string, Contained> = {};
  const faults: Fault[] = [];
  for (const [key, given] of Object.entries(wanted)) {
    const definition = byKey.get(key);
    const field = `filter.${key}`;
    if (definition === undefined) {
      faults.push({ field, code: 'field_unknown', message: { 'zh-CN': '没有这个字段', en: 'no such field' } });
    } else if (isMasked(definition) && !options.mayTell(definition)) {
      const message = { 'zh-CN': '无权按这个字段筛选', en: 'you may not filter by this field' };
      faults.push({ field, code: 'field_masked', message });
    } else {
      const parsed = parseFieldJson(definition, given);
      if (!parsed.ok) {
        faults.push({ field, code: parsed.fault.code, message: parsed.fault.reason });
      } else if (parsed.value !== null) {
        const tokens = options.tokens(key, parsed.value);
        contains[key] = tokens === null ? parsed.value : { t: tokens };
      }
    }
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, contains };
}
