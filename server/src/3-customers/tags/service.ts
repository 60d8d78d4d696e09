import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { normalizeText } from '#kernel/pure/text.ts';
import { profilesChanged } from '../condition-facts/changed.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf } from '../profile/store.ts';
import type { Tag } from './schema.ts';
import * as store from './store.ts';

export interface TagChange {
  readonly customerIds: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

interface Tagged {
  readonly tag: Tag;
  readonly customerIds: string[];
}

export interface Tags {
  list(context: Context): Promise<{ items: (Tag & { customers: number })[] }>;
  /** Customers whom the actor may not see are passed over. */
  apply(tx: Tx, context: Context, change: TagChange): Promise<{ added: Tagged[]; removed: Tagged[] }>;
  rename(tx: Tx, context: Context, tag: Tag): Promise<Tag>;
  /** Everybody who has the one gets the other; the one is gone. */
  merge(
    tx: Tx,
    context: Context,
    tags: { readonly fromId: string; readonly intoId: string },
  ): Promise<{ tag: Tag; customers: number }>;
  remove(tx: Tx, context: Context, id: string): Promise<void>;
}

const MAX_TAGS = 2000;
const NOUN = { 'zh-CN': '标签', en: 'tag' } as const;
const SAME = { 'zh-CN': '请选择另一个标签', en: 'choose another tag' } as const;
const UNIQUE_VIOLATION = '23505';

/** Words that staff hang on customers. */
export function createTags(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'events'>,
  profiles: Pick<Profiles, 'visibleAmong'>,
): Tags {
  return {
    list: async (context) => {
      requirePermission(context, 'customers.read');
      return { items: await store.listTags(kernel.postgres.db) };
    },
    apply: async (tx, context, change) => {
      requirePermission(context, 'interactions.write');
      const now = kernel.clock.now();
      const visible = await profiles.visibleAmong(context, [...new Set(change.customerIds)]);
      const anchors = await anchorsOf(tx, visible);
      const by = `${context.actor.kind}:${context.actor.id ?? ''}`;
      const toAdd = await ensureTags(tx, change.add.map(normalizeText), { by, now });
      const toRemove = await store.findTags(tx, change.remove.map(normalizeText));
      const removed = await store.removeTags(tx, idsOf(toRemove), visible);
      const added = await store.addTags(tx, idsOf(toAdd), { anchors, by, now });
      await kernel.events.append(
        tx,
        context,
        [...new Set([...added, ...removed].map(({ customerId }) => customerId))].map((customerId) => ({
          type: 'customers.tags_changed',
          customerId,
          data: {
            added: added.filter((row) => row.customerId === customerId).map(({ tagId }) => tagId),
            removed: removed.filter((row) => row.customerId === customerId).map(({ tagId }) => tagId),
          },
        })),
      );
      return { added: byTag(toAdd, added), removed: byTag(toRemove, removed) };
    },
    rename: async (tx, context, { id, name }) => {
      requirePermission(context, 'tags.manage');
      const tag = { id, name: normalizeText(name) };
      const renamed = await store.renameTag(tx, tag).catch((error: unknown) => {
        throw isTaken(error) ? taken(tag.name, error) : error;
      });
      if (!renamed) {
        throw notFound(NOUN, id);
      }
      return tag;
    },
    merge: (tx, context, tags) => merge(kernel, tx, context, tags),
    remove: async (tx, context, id) => {
      requirePermission(context, 'tags.manage');
      const tagged = await store.customersWithTag(tx, id);
      if (!(await store.deleteTag(tx, id))) {
        throw notFound(NOUN, id);
      }
      await kernel.events.append(tx, context, profilesChanged({ described: tagged }));
    },
  };
}

async function merge(
  kernel: Pick<Kernel, 'events'>,
  tx: Tx,
  context: Context,
  { fromId, intoId }: { readonly fromId: string; readonly intoId: string },
): Promise<{ tag: Tag; customers: number }> {
  requirePermission(context, 'tags.manage');
  if (fromId === intoId) {
    throw invalidInput([{ field: 'into', code: 'tag_same', message: SAME }]);
  }
  const locked = new Map((await store.lockTags(tx, [fromId, intoId])).map((tag) => [tag.id, tag]));
  const into = locked.get(intoId);
  if (into === undefined || !locked.has(fromId)) {
    throw notFound(NOUN, into === undefined ? intoId : fromId);
  }
  const tagged = await store.customersWithTag(tx, fromId);
  const customerIds = await store.copyTag(tx, { fromId, intoId });
  await store.keepMerged(tx, { fromId, intoId });
  await store.deleteTag(tx, fromId);
  const gained = new Set(customerIds);
  await kernel.events.append(tx, context, [
    ...customerIds.map((customerId) => ({
      type: 'customers.tags_changed',
      customerId,
      data: { added: [intoId], removed: [fromId] },
    })),
    ...profilesChanged({ described: tagged.filter((id) => !gained.has(id)) }),
  ]);
  return { tag: into, customers: customerIds.length };
}

async function ensureTags(
  tx: Tx,
  names: readonly string[],
  options: { readonly by: string; readonly now: Date },
): Promise<store.TagRow[]> {
  // Written twice in different cases, the first one counts.
  const wanted = [...new Map(names.toReversed().map((name) => [name.toLowerCase(), name])).values()];
  const known = new Set((await store.findTags(tx, wanted)).map(({ name }) => name.toLowerCase()));
  const fresh = wanted.filter((name) => !known.has(name.toLowerCase()));
  if (fresh.length > 0) {
    if ((await store.countTags(tx)) + fresh.length > MAX_TAGS) {
      throw new AppError('tags_too_many', 409, {
        message: {
          'zh-CN': `最多 ${MAX_TAGS} 个标签；请先删除不用的`,
          en: `There can be ${MAX_TAGS} tags at most; remove some that are not used`,
        },
      });
    }
    await store.insertTags(
      tx,
      fresh.map((name) => ({ id: newId(), name })),
      options,
    );
  }
  return store.findTags(tx, wanted);
}

function idsOf(tags: readonly store.TagRow[]): string[] {
  return tags.map(({ id }) => id);
}

function byTag(tags: readonly store.TagRow[], rows: readonly store.TagOfCustomer[]): Tagged[] {
  return tags.flatMap((tag) => {
    const customerIds = [...new Set(rows.filter((row) => row.tagId === tag.id).map((row) => row.customerId))];
    return customerIds.length === 0 ? [] : [{ tag, customerIds }];
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}

function taken(name: string, cause: unknown): AppError {
  const message = { 'zh-CN': `已有标签「${name}」`, en: `There is a tag “${name}” already` };
  return new AppError('tag_name_taken', 409, {
    message,
    faults: [{ field: 'name', code: 'tag_name_taken', message }],
    cause,
  });
}
