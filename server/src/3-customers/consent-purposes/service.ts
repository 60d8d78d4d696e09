import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { ConsentPurpose, NewPurpose, PurposeChange } from '../consents/schema.ts';
import { PERSONAL_FEATURES } from '../consents/state.ts';
import type { Purpose, PurposeRow } from './purpose.ts';
import * as store from './store.ts';

export interface Purposes {
  /** For other services: every purpose, archived ones last. */
  all(reader: Db | Tx): Promise<readonly Purpose[]>;
  list(context: Context): Promise<{ items: ConsentPurpose[]; can: { manage: boolean } }>;
  create(tx: Tx, context: Context, purpose: NewPurpose): Promise<ConsentPurpose>;
  change(tx: Tx, context: Context, key: string, change: PurposeChange): Promise<ConsentPurpose>;
  addText(
    tx: Tx,
    context: Context,
    key: string,
    text: { readonly language: Locale; readonly body: string },
  ): Promise<ConsentPurpose>;
}

const MANAGE = 'consents.manage';
const NOUN = { 'zh-CN': '授权目的', en: 'purpose' } as const;

/** What people are asked for, kept by an administrator. */
export function createPurposes(kernel: Pick<Kernel, 'postgres' | 'clock'>, { audit }: Pick<Access, 'audit'>): Purposes {
  const shown = async (tx: Tx, key: string): Promise<ConsentPurpose> => {
    const found = (await all(tx)).find((purpose) => purpose.key === key);
    if (found === undefined) {
      throw notFound(NOUN, key);
    }
    return present(found);
  };
  const locked = async (tx: Tx, context: Context, key: string): Promise<PurposeRow> => {
    requirePermission(context, MANAGE);
    const row = await store.lockPurpose(tx, key);
    if (row === undefined) {
      throw notFound(NOUN, key);
    }
    return row;
  };
  const keep = (tx: Tx, context: Context, action: string, key: string, detail: object) =>
    audit(tx, context, { action, subjectType: 'consent_purpose', subjectId: key, detail: { ...detail } });
  return {
    all,
    list: async (context) => {
      requirePermission(context, 'customers.read');
      return { items: (await all(kernel.postgres.db)).map(present), can: { manage: may(context.actor, MANAGE) } };
    },
    create: async (tx, context, given) => {
      requirePermission(context, MANAGE);
      const row = { ...given, isBuiltIn: false, archivedAt: null };
      if (given.key === PERSONAL_FEATURES || !(await store.insertPurpose(tx, row, kernel.clock.now()))) {
        throw keyTaken(given.key);
      }
      await keep(tx, context, 'customers.consent_purpose_created', given.key, { legalBasis: given.legalBasis });
      return shown(tx, given.key);
    },
    change: async (tx, context, key, { isArchived, ...change }) => {
      const before = await locked(tx, context, key);
      if (before.isBuiltIn && isArchived === true) {
        throw builtIn(key);
      }
      const now = kernel.clock.now();
      const told = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const archivedAt = isArchived === undefined ? before.archivedAt : isArchived ? now : null;
      await store.updatePurpose(tx, { ...before, ...told, archivedAt }, now);
      await keep(tx, context, 'customers.consent_purpose_changed', key, {
        fields: Object.keys(told),
        ...(change.legalBasis === undefined ? {} : { from: before.legalBasis, to: change.legalBasis }),
      });
      return shown(tx, key);
    },
    addText: async (tx, context, key, { language, body }) => {
      await locked(tx, context, key);
      const text = { id: newId(), purpose: key, language, body, createdBy: userOf(context) };
      await store.insertText(tx, text, kernel.clock.now());
      await keep(tx, context, 'customers.consent_text_added', key, { textId: text.id, language });
      return shown(tx, key);
    },
  };
}

async function all(reader: Db | Tx): Promise<Purpose[]> {
  const texts = await store.selectTexts(reader);
  const rows = await store.selectPurposes(reader);
  return rows.map((row) => ({ ...row, texts: texts.filter(({ purpose }) => purpose === row.key) }));
}

/** The user who acts; null for keys and the platform itself. */
export function userOf({ actor }: Context): string | null {
  return actor.kind === 'user' ? actor.id : null;
}

function present({ channels, texts, archivedAt, ...row }: Purpose): ConsentPurpose {
  return {
    ...row,
    channels: [...channels],
    archivedAt: archivedAt?.toISOString() ?? null,
    texts: texts.map(({ createdAt, purpose: _, ...text }) => ({ ...text, createdAt: createdAt.toISOString() })),
  };
}

function keyTaken(key: string): AppError {
  return invalidInput([
    {
      field: 'key',
      code: 'purpose_taken',
      message: { 'zh-CN': `“${key}”已被占用，请换一个代码`, en: `${key} is taken; choose another key` },
    },
  ]);
}

function builtIn(key: string): AppError {
  return new AppError('purpose_built_in', 409, {
    message: {
      'zh-CN': `内置目的“${key}”不能停用，可以改它的渠道和文本`,
      en: `The built-in purpose ${key} cannot be archived; its channels and texts can be changed`,
    },
  });
}
