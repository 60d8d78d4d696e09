import type { Fault } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';
import { BASIC_FIELDS, BASIC_KEYS, type BasicKey } from '../fields/basic.ts';
import type { AttributeValue, FieldDefinition } from '../fields/definition.ts';
import { parseFieldJson } from '../fields/parse.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { statementOf } from '../importing/statement-of.ts';
import type { CustomerWords } from './schema.ts';

/** What staff said, understood. */
export interface ReadWords {
  readonly basics: Readonly<Partial<Record<BasicKey, string>>>;
  /** Basic fields to be empty. */
  readonly cleared: readonly BasicKey[];
  readonly attributes: Readonly<Record<string, AttributeValue | null>>;
  readonly identifiers: readonly TrustedIdentifier[];
}

export type WordsReading =
  | { readonly ok: true; readonly words: ReadWords }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Every field at fault, not only the first. */
export function readCustomerWords(given: CustomerWords, definitions: readonly FieldDefinition[]): WordsReading {
  const faults: Fault[] = [];
  const say = (field: string, fault: { readonly code: string; readonly reason: Text }): void => {
    faults.push({ field, code: fault.code, message: fault.reason });
  };
  const basics: Partial<Record<BasicKey, string>> = {};
  const cleared: BasicKey[] = [];
  for (const key of BASIC_KEYS) {
    const text = given[key];
    if (text === undefined) {
      continue;
    }
    const parsed = BASIC_FIELDS[key].parse(text ?? '');
    if (!parsed.ok) {
      say(key, parsed.fault);
    } else if (typeof parsed.value === 'string') {
      basics[key] = parsed.value;
    } else {
      cleared.push(key);
    }
  }
  const attributes = readAttributes(given.attributes, definitions, say);
  const read = statementOf({ identifiers: given.identifiers, attributes: {} }, { statedAt: NEVER, definitions: [] });
  if (!read.ok) {
    say((read.fault.field ?? 'identifiers').replace(/^customer\./u, ''), read.fault);
    return { ok: false, faults };
  }
  const { account, phone, email, identifiers } = read.statement;
  if (account !== null || phone !== null || email !== null) {
    say('identifiers', MISPLACED);
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, words: { basics, cleared, attributes, identifiers } };
}

const NEVER = new Date(0);
const MISPLACED = {
  code: 'identifier_misplaced',
  reason: {
    'zh-CN': '手机和邮箱请填在各自的字段；账号由其来源给出，不能手工填写',
    en: 'phone and e-mail have fields of their own; an account is given by its source, not by hand',
  },
};

function readAttributes(
  given: CustomerWords['attributes'],
  definitions: readonly FieldDefinition[],
  say: (field: string, fault: { readonly code: string; readonly reason: Text }) => void,
): Record<string, AttributeValue | null> {
  const byKey = new Map(definitions.map((definition) => [definition.key, definition]));
  const attributes: Record<string, AttributeValue | null> = {};
  for (const [key, value] of Object.entries(given)) {
    const definition = byKey.get(key);
    if (definition === undefined) {
      say(`attributes.${key}`, { code: 'field_unknown', reason: { 'zh-CN': '没有这个字段', en: 'no such field' } });
      continue;
    }
    const parsed = parseFieldJson(definition, value);
    if (parsed.ok) {
      attributes[key] = parsed.value;
    } else {
      say(`attributes.${key}`, parsed.fault);
    }
  }
  return attributes;
}
