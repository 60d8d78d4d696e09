import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { isBasicKey } from '../fields/basic.ts';
import type { FieldRegistry } from '../fields/service.ts';
import type { HandSet } from '../hand-set/hand-set.ts';
import { type Change, valueIn } from '../history/change.ts';
import type { History } from '../history/service.ts';
import * as changes from '../history/store.ts';
import { isSameStored } from '../identity/attributes.ts';
import type { Identity } from '../identity/service.ts';
import { STAFF_SOURCE } from '../identity/statement.ts';
import { findClaims, lockForIntake, lockForUndo } from '../identity/store.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import type { Profiles } from '../profile/service.ts';
import { ensureCustomers } from '../regrouping/store.ts';
import { lockCustomers } from '../survivorship/store.ts';
import type { FieldValues } from '../values/schema.ts';
import type { Values } from '../values/service.ts';
import { spokenRecords } from '../values/store.ts';
import { survivorsOf } from '../values/survivors.ts';
import { auditedValues } from './audited-values.ts';
import { type ReadWords, readCustomerWords } from './read-words.ts';
import type { CustomerWords } from './schema.ts';
import * as store from './store.ts';

export interface Created {
  readonly created: boolean;
  readonly id: string;
  readonly matches: { id: string; name: string | null; by: string[] }[];
}

export interface Editing {
  create(tx: Tx, context: Context, given: CustomerWords & { readonly scopeId?: string | undefined }): Promise<Created>;
  edit(tx: Tx, context: Context, id: string, given: CustomerWords & { readonly version: number }): Promise<FieldValues>;
  undoChange(tx: Tx, context: Context, id: string, changeId: string): Promise<FieldValues>;
}

export interface EditingNeeds {
  readonly kernel: Pick<Kernel, 'clock'>;
  readonly access: Pick<Access, 'audit'>;
  readonly identity: Pick<Identity, 'stateByHand'>;
  readonly fields: Pick<FieldRegistry, 'list'>;
  readonly profiles: Pick<Profiles, 'requireVisible' | 'visibleAmong'>;
  readonly history: History;
  readonly values: Pick<Values, 'of'>;
}

const WRITE = 'customers.write';
const NOUN = { 'zh-CN': '客户', en: 'customer' } as const;

/** Customers made and changed by hand: what staff set wins, nothing is overwritten unseen, everything can be taken back. */
export function createEditing(needs: EditingNeeds): Editing {
  const { fields, profiles, values, access } = needs;
  const read = async (tx: Tx, given: CustomerWords): Promise<ReadWords> => {
    const reading = readCustomerWords(given, await fields.list(tx));
    if (!reading.ok) {
      throw invalidInput(reading.faults);
    }
    return reading.words;
  };
  const valuesOf = async (tx: Tx, { locale }: Context, changed: readonly Change[]) => {
    const all = await fields.list(tx, { archived: true });
    return auditedValues(changed, { definitions: new Map(all.map((each) => [each.key, each])), locale });
  };
  return {
    create: async (tx, context, given) => {
      requirePermission(context, WRITE);
      const scopeId = ownScope(context, given.scopeId);
      const words = await read(tx, given);
      requireSomething(words);
      return create(needs, tx, context, { words, scopeId });
    },
    edit: async (tx, context, id, { version, ...given }) => {
      requirePermission(context, WRITE);
      await profiles.requireVisible(context, id);
      const words = await read(tx, given);
      await lockFor(tx, id, words.identifiers.length > 0 ? ['phone'] : fieldsOf(words));
      await requireUnchanged(tx, id, { version, fields: fieldsOf(words) });
      const changed = await apply(needs, tx, context, handSetOf(id, words));
      await requireCleared(tx, id, words);
      await access.audit(tx, context, {
        action: 'customers.customer_edited',
        subjectType: 'customer',
        subjectId: id,
        detail: { fields: fieldsOf(words) },
        values: await valuesOf(tx, context, changed),
      });
      return values.of(tx, context, id);
    },
    undoChange: async (tx, context, id, changeId) => {
      requirePermission(context, WRITE);
      await profiles.requireVisible(context, id);
      const field = (await requireChange(tx, id, changeId)).field;
      await lockFor(tx, id, [field]);
      const changed = await putBack(needs, tx, context, await requireChange(tx, id, changeId));
      await access.audit(tx, context, {
        action: 'customers.customer_change_undone',
        subjectType: 'customer',
        subjectId: id,
        detail: { fields: [field], change: changeId },
        values: await valuesOf(tx, context, changed),
      });
      return values.of(tx, context, id);
    },
  };
}

/** Whoever is limited to scopes makes customers of one of these: of the only one without being asked. */
function ownScope({ actor }: Context, given: string | undefined): string | null {
  const { scopeIds } = actor;
  if (scopeIds === null) {
    return given ?? null;
  }
  const scopeId = given ?? (scopeIds.length === 1 ? scopeIds[0] : undefined);
  if (scopeId === undefined || !scopeIds.includes(scopeId)) {
    throw new AppError('scope_missing', 403, {
      message: {
        'zh-CN': '你的权限限于部分数据范围，请用 scopeId 指定其中之一',
        en: 'Your rights are limited to some scopes; name one of them as scopeId',
      },
    });
  }
  return scopeId;
}

function requireSomething({ basics, identifiers }: ReadWords): void {
  if (basics.name === undefined && identifiersOf({ basics, identifiers }).length === 0) {
    throw invalidInput([
      {
        field: 'name',
        code: 'customer_unnamed',
        message: {
          'zh-CN': '请至少填写姓名、手机、邮箱或卡号之一',
          en: 'give a name, a phone, an e-mail or a card at least',
        },
      },
    ]);
  }
}

function identifiersOf({ basics, identifiers }: Pick<ReadWords, 'basics' | 'identifiers'>): TrustedIdentifier[] {
  return [
    ...(basics.phone === undefined ? [] : [{ kind: 'phone', value: basics.phone } as const]),
    ...(basics.email === undefined ? [] : [{ kind: 'email', value: basics.email } as const]),
    ...identifiers,
  ];
}

function handSetOf(customerId: string, { basics, cleared, attributes, identifiers }: ReadWords): HandSet {
  return { customerId, basics, withdraw: cleared, attributes, identifiers };
}

function fieldsOf({ basics, cleared, attributes }: ReadWords): string[] {
  return [...Object.keys(basics), ...cleared, ...Object.keys(attributes)];
}

async function create(
  { kernel, identity, profiles, access }: EditingNeeds,
  tx: Tx,
  context: Context,
  { words, scopeId }: { readonly words: ReadWords; readonly scopeId: string | null },
): Promise<Created> {
  // Nobody else may bring the same person in between looking and writing.
  await lockForUndo(tx);
  const claims = Map.groupBy(await findClaims(tx, identifiersOf(words)), (claim) => claim.customerId);
  if (claims.size > 0) {
    const visible = await profiles.visibleAmong(context, [...claims.keys()]);
    const [first] = visible;
    if (first === undefined) {
      throw hiddenOwner();
    }
    const names = await store.namesOf(tx, visible);
    const matches = visible.map((id) => ({
      id,
      name: names.get(id) ?? null,
      by: (claims.get(id) ?? []).map(({ kind }) => kind),
    }));
    return { created: false, id: first, matches };
  }
  const id = newId();
  await ensureCustomers(tx, [id], kernel.clock.now());
  const { recordId } = await identity.stateByHand(tx, context, handSetOf(id, words));
  if (scopeId !== null) {
    await store.setScope(tx, recordId, scopeId);
  }
  await access.audit(tx, context, {
    action: 'customers.customer_created',
    subjectType: 'customer',
    subjectId: id,
    detail: { fields: fieldsOf(words) },
  });
  return { created: true, id, matches: [] };
}

function hiddenOwner(): AppError {
  return new AppError('identifier_taken', 409, {
    message: {
      'zh-CN': '手机、邮箱或卡号已属于你无权查看的一位客户，请联系管理员',
      en: 'The phone, e-mail or card belongs to a customer whom you may not see; ask an administrator',
    },
  });
}

async function requireChange(tx: Tx, id: string, changeId: string): Promise<changes.ChangeRow> {
  const change = await changes.findChange(tx, id, changeId);
  if (change === undefined) {
    throw notFound({ 'zh-CN': '修改记录', en: 'change' }, changeId);
  }
  return change;
}

/** In the order in which intake and regrouping lock, so that two never wait for each other. */
async function lockFor(tx: Tx, id: string, fields: readonly string[]): Promise<void> {
  const touching = fields.some((field) => field === 'phone' || field === 'email');
  await (touching ? lockForUndo(tx) : lockForIntake(tx));
  if ((await lockCustomers(tx, [id])).length === 0) {
    throw notFound(NOUN, id);
  }
}

async function requireUnchanged(
  tx: Tx,
  id: string,
  seen: { readonly version: number; readonly fields: readonly string[] },
): Promise<void> {
  const later = await changes.changedSince(tx, id, seen);
  if (later.length > 0) {
    const who = [...new Set(later.map(({ by }) => by))].join(', ');
    throw new AppError('customer_changed', 409, {
      message: {
        'zh-CN': `${who} 刚刚修改了同样的字段，请查看最新内容后再保存`,
        en: `${who} changed the same fields meanwhile; look at them before you save`,
      },
      faults: later.map(({ field, by }) => ({
        field: isBasicKey(field) ? field : `attributes.${field}`,
        code: 'field_changed',
        message: { 'zh-CN': `${by} 刚刚改过`, en: `changed by ${by}` },
      })),
    });
  }
}

/** What another source states cannot be made empty: the answer would come back with its next word. */
async function requireCleared(tx: Tx, id: string, { cleared }: ReadWords): Promise<void> {
  if (cleared.length === 0) {
    return;
  }
  const survivors = survivorsOf(await spokenRecords(tx, id));
  const left = cleared.flatMap((field) => {
    const survivor = survivors.get(field);
    return survivor === undefined ? [] : [{ field, source: survivor.source }];
  });
  if (left.length > 0) {
    throw invalidInput(
      left.map(({ field, source }) => ({
        field,
        code: 'field_stated_by_source',
        message: {
          'zh-CN': `来自来源 ${source}，不能清空；可以改为正确的值`,
          en: `comes from ${source} and cannot be emptied; write what is right instead`,
        },
      })),
    );
  }
}

async function apply(
  { identity, history }: EditingNeeds,
  tx: Tx,
  context: Context,
  said: HandSet,
): Promise<readonly Change[]> {
  const before = await history.snapshot(tx, [said.customerId]);
  const { recordId } = await identity.stateByHand(tx, context, said);
  return history.keep(tx, context, before, {
    cause: { origin: 'hand', source: STAFF_SOURCE },
    recordOf: () => recordId,
  });
}

/** The former value again, as a new change. Throws 409 `change_followed` when the field is no longer what it became. */
export async function putBack(
  { identity, history }: Pick<EditingNeeds, 'identity' | 'history'>,
  tx: Tx,
  context: Context,
  change: changes.ChangeRow,
): Promise<readonly Change[]> {
  const { customerId, field, before } = change;
  const snapshots = await history.snapshot(tx, [customerId]);
  const [now] = snapshots;
  if (now === undefined) {
    throw notFound(NOUN, customerId);
  }
  if (!change.latest || !isSameStored(valueIn(now, field), change.after)) {
    throw new AppError('change_followed', 409, {
      message: {
        'zh-CN': '这个字段后来又改过，不能再撤销这一次；请直接修改',
        en: 'The field was changed again since, so this change cannot be taken back; edit the field instead',
      },
    });
  }
  const others = (await spokenRecords(tx, customerId)).filter(({ source }) => source !== STAFF_SOURCE);
  const elsewhere = survivorsOf(others).get(field)?.value ?? null;
  const { recordId } = await identity.stateByHand(tx, context, {
    customerId,
    ...wordFor(field, { before, elsewhere }),
  });
  return history.keep(tx, context, snapshots, {
    cause: { origin: 'undo', source: STAFF_SOURCE, undoes: change.id },
    recordOf: () => recordId,
  });
}

/** Where the sources say the former value themselves, staff take their word back instead of repeating it. */
function wordFor(
  field: string,
  { before, elsewhere }: Pick<changes.ChangeRow, 'before'> & { readonly elsewhere: changes.ChangeRow['before'] },
): Omit<HandSet, 'customerId'> {
  if (isSameStored(before, elsewhere)) {
    return { withdraw: [field] };
  }
  if (isBasicKey(field)) {
    if (typeof before === 'string') {
      return { basics: { [field]: before } };
    }
    throw new AppError('change_not_undoable', 409, {
      message: {
        'zh-CN': '其他来源给出了这个字段的值，不能恢复为空',
        en: 'Another source states this field, so it cannot be empty again',
      },
    });
  }
  return { attributes: { [field]: before } };
}
