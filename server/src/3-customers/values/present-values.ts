import type { Locale, Text } from '#kernel/pure/text.ts';
import { BASIC_FIELDS, type BasicKey } from '../fields/basic.ts';
import type { AttributeValue, FieldDefinition } from '../fields/definition.ts';
import { isMasked, levelToReveal, maskField, presentField } from '../fields/present.ts';
import { presentDefinition } from '../fields/present-definition.ts';
import { isSealed } from '../identity/attributes.ts';
import { IDENTIFIERS } from '../identity/identifier-kinds.ts';
import { maskIdentifier } from '../identity/mask-identifier.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import type { FieldValue, FieldValues } from './schema.ts';
import type { Survivor } from './survivors.ts';

/** Source → how it is called, and whose data it brings when it is not one's own. */
export type NamedSources = ReadonlyMap<string, { readonly label: Text; readonly provider: string | null }>;

/** As JSON carries it. */
export type ShownValue = string | number | boolean | string[];

export interface Presenting {
  readonly survivors: ReadonlyMap<string, Survivor>;
  readonly names: NamedSources;
  readonly locale: Locale;
  readonly now: Date;
}

const DAY_MS = 86_400_000;

export function shownValue(value: AttributeValue): ShownValue {
  return typeof value === 'object' ? [...value] : value;
}

/** A field with a column of its own, as everybody may see it. */
export function presentBasic(key: BasicKey, presenting: Presenting): FieldValue {
  const { label, type, sensitivity, mask } = BASIC_FIELDS[key];
  const survivor = presenting.survivors.get(key);
  // Basic fields are texts, and never sealed.
  const shown = typeof survivor?.value === 'string' ? mask(survivor.value) : null;
  return {
    key,
    label,
    type,
    group: 'contact',
    groupLabel: { 'zh-CN': '姓名与联系方式', en: 'Name and contact' },
    options: [],
    openOptions: false,
    unit: null,
    format: null,
    sensitivity,
    purpose: null,
    updateCycleDays: null,
    basic: true,
    value: shown,
    text: shown,
    masked: survivor !== undefined && levelToReveal({ sensitivity }) !== null,
    stale: false,
    origin: originOf(survivor, presenting),
  };
}

/** A field of the registry, as everybody may see it. */
export function presentAttribute(definition: FieldDefinition, presenting: Presenting): FieldValue {
  const survivor = presenting.survivors.get(definition.key);
  const masked = survivor !== undefined && (isMasked(definition) || isSealed(survivor.value));
  const shown = survivor === undefined ? null : maskField(definition, survivor.value);
  const text = shown === null || masked ? shown : presentField(definition, shown, presenting.locale);
  return {
    ...presentDefinition(definition),
    basic: false,
    value: shown === null ? null : shownValue(shown),
    text: text === null ? null : String(text),
    masked,
    stale: isStale(survivor, definition.updateCycleDays, presenting.now),
    origin: originOf(survivor, presenting),
  };
}

function originOf(survivor: Survivor | undefined, { names, locale }: Presenting): FieldValue['origin'] {
  if (survivor === undefined) {
    return null;
  }
  const { source, at, byHand } = survivor;
  const name = names.get(source);
  return {
    source,
    label: name?.label[locale] ?? source,
    provider: name?.provider ?? null,
    at: at.toISOString(),
    byHand,
  };
}

function isStale(survivor: Survivor | undefined, days: number | null, now: Date): boolean {
  return survivor !== undefined && days !== null && now.getTime() - survivor.at.getTime() > days * DAY_MS;
}

/** With the ends of its value, or all of a card. */
export function presentIdentifier(identifier: TrustedIdentifier): FieldValues['identifiers'][number] {
  const { kind } = identifier;
  return { kind, label: IDENTIFIERS[kind].label, value: maskIdentifier(identifier) };
}
