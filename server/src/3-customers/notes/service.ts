import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { maskText } from '../profile/mask-text.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf } from '../profile/store.ts';
import type { TimelineSource } from '../timeline/source.ts';
import type { Note } from './schema.ts';
import * as store from './store.ts';

export interface NoteChange {
  readonly text?: string | undefined;
  readonly pinned?: boolean | undefined;
  readonly removed?: boolean | undefined;
}

export interface Notes {
  list(context: Context, customerId: string): Promise<{ items: Note[] }>;
  add(
    tx: Tx,
    context: Context,
    customerId: string,
    note: { readonly text: string; readonly pinned: boolean },
  ): Promise<Note>;
  change(tx: Tx, context: Context, id: string, change: NoteChange): Promise<Note>;
}

const NOUN = { 'zh-CN': '备注', en: 'note' } as const;
const WRITE = 'interactions.write';
/** Whoever may remove tags for everybody may remove notes of others. */
const MODERATE = 'tags.manage';

/** What staff write down about a customer. */
export function createNotes(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'events'>,
  profiles: Pick<Profiles, 'requireVisible'>,
): Notes {
  return {
    list: async (context, customerId) => {
      requirePermission(context, 'customers.read');
      await profiles.requireVisible(context, customerId);
      const rows = await store.listNotes(kernel.postgres.db, customerId);
      return { items: rows.map((row) => present(row, context)) };
    },
    add: async (tx, context, customerId, { text, pinned }) => {
      requirePermission(context, WRITE);
      await profiles.requireVisible(context, customerId);
      const [anchor] = await anchorsOf(tx, [customerId]);
      if (anchor === undefined) {
        throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
      }
      const now = kernel.clock.now();
      const { id: authorId, name: authorName } = context.actor;
      const note: store.NoteRow = {
        id: newId(),
        ...anchor,
        text,
        pinned,
        author: authorOf(context),
        authorId,
        authorName,
        createdAt: now,
        updatedAt: now,
        removedAt: null,
        earlier: [],
      };
      await store.insertNote(tx, note);
      await kernel.events.append(tx, context, [{ type: 'customers.note_added', ...anchor, data: { noteId: note.id } }]);
      return present(note, context);
    },
    change: async (tx, context, id, change) => {
      requirePermission(context, WRITE);
      const before = await store.findNote(tx, id);
      if (before === undefined) {
        throw notFound(NOUN, id);
      }
      await profiles.requireVisible(context, before.customerId);
      requireOwn(before, context, change);
      const note = changed(before, { change, now: kernel.clock.now() });
      await store.updateNote(tx, note, { before, by: authorOf(context) });
      return present(note, context);
    },
  };
}

function changed(
  before: store.NoteRow,
  { change, now }: { readonly change: NoteChange; readonly now: Date },
): store.NoteRow {
  const isNewText = change.text !== undefined && change.text !== before.text;
  const isRemoved = change.removed ?? before.removedAt !== null;
  return {
    ...before,
    text: change.text ?? before.text,
    pinned: change.pinned ?? before.pinned,
    removedAt: isRemoved ? (before.removedAt ?? now) : null,
    updatedAt: now,
    earlier: isNewText ? [{ text: before.text, changedAt: now.toISOString() }, ...before.earlier] : before.earlier,
  };
}

/** Anybody who writes may pin; the words are their author's. */
function requireOwn(
  note: store.NoteRow,
  context: Context,
  change: { readonly text?: string | undefined; readonly removed?: boolean | undefined },
): void {
  const can = rightsOn(note, context);
  if ((change.text !== undefined && !can.change) || (change.removed !== undefined && !can.remove)) {
    throw new AppError('note_not_own', 403, {
      message: {
        'zh-CN': `这条备注由 ${note.authorName} 写下，只有本人可以修改`,
        en: `${note.authorName} wrote this note and alone can change it`,
      },
    });
  }
}

function rightsOn(note: store.NoteRow, context: Context): { readonly change: boolean; readonly remove: boolean } {
  const isOwn = note.author === authorOf(context) && may(context.actor, WRITE);
  return { change: isOwn, remove: isOwn || (may(context.actor, MODERATE) && may(context.actor, WRITE)) };
}

function authorOf({ actor }: Context): string {
  return `${actor.kind}:${actor.id ?? ''}`;
}

/** Whoever sees a note masked cannot edit it: the mask would be saved in place of what it hides. */
function present(note: store.NoteRow, context: Context): Note {
  const shown = may(context.actor, 'customers.reveal') ? (text: string) => text : maskText;
  return {
    id: note.id,
    text: shown(note.text),
    pinned: note.pinned,
    author: note.authorName,
    createdAt: note.createdAt.toISOString(),
    updatedAt: note.updatedAt.toISOString(),
    earlier: note.earlier.map(({ text, changedAt }) => ({
      text: shown(text),
      changedAt: new Date(changedAt).toISOString(),
    })),
    can: shown(note.text) === note.text ? rightsOn(note, context) : { ...rightsOn(note, context), change: false },
  };
}

/** Notes on the time-line. */
export const noteTimeline: TimelineSource = {
  name: 'notes',
  label: { 'zh-CN': '备注', en: 'Notes' },
  entries: async (db, { customerId, before, limit, context }) => {
    const rows = await store.notesBefore(db, customerId, { before, limit });
    return rows.map((row) => ({
      id: row.id,
      at: row.createdAt,
      kind: 'note',
      title: { 'zh-CN': '备注', en: 'Note' },
      detail: present(row, context).text,
      channel: null,
      staff: { id: row.authorId ?? row.author, name: row.authorName },
      ref: { type: 'note', id: row.id },
      amount: null,
    }));
  },
};
