import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { maskPhone } from '#access';
import { createIntake, type ImportField, type ImportKind, type ImportRow, type Intake } from '#intake';
import { type Context, systemContext } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';

/** A line of the test's own kind of import: a key, a text that must not be `bad`, a phone. */
interface Note {
  readonly rowNo: number;
  readonly key: string;
  readonly text: string;
}

/** Where a test interferes. */
export interface NoteHooks {
  beforeApply: (rows: number) => void | Promise<void>;
  beforeUndo: () => void | Promise<void>;
  obstacle: AppError | null;
}

export interface NoteBench {
  readonly intake: Intake;
  readonly hooks: NoteHooks;
  readonly audited: string[];
  /** Makes an import of the text, queued but not enqueued. */
  create(text: string | Buffer, options?: { readonly source?: string }): Promise<string>;
  get(id: string): Promise<ImportRow>;
  /** Which lines of data, the first being 1, in the order in which they were taken in. */
  taken(id: string): Promise<number[]>;
}

export const NOTE_CONTEXT: Context = systemContext('test');
/** Header of the files of this kind. */
export const NOTE_HEADER = 'key,text,phone\n';

/** So many good lines, or with a fault where `bad` says so. */
export function noteLines(count: number, bad: (rowNo: number) => boolean = () => false): string {
  const lines = Array.from(
    { length: count },
    (_, index) => `k${index + 1},${bad(index + 1) ? 'bad' : 'ok'},13812341234`,
  );
  return `${NOTE_HEADER}${lines.join('\n')}\n`;
}

/** The intake with one kind of import that only remembers its rows, in a table of the test's database. */
export async function createNoteBench(kernel: Kernel): Promise<NoteBench> {
  await sql`create table if not exists notes (import_id uuid, row_no int, taken_at bigserial)`.execute(
    kernel.postgres.db,
  );
  const hooks: NoteHooks = { beforeApply: () => undefined, beforeUndo: () => undefined, obstacle: null };
  const audited: string[] = [];
  const intake = createIntake(
    kernel,
    {
      audit: async (_tx, _context, entry) => {
        audited.push(entry.action);
      },
    },
    { defaultCurrency: () => Promise.resolve('CNY'), maxFileBytes: () => Promise.resolve(64 * 1024 * 1024) },
  );
  intake.registerKind(noteKind(hooks) as ImportKind);
  return {
    intake,
    hooks,
    audited,
    create: async (text, { source = 'shop' } = {}) => {
      const file = Readable.from([Buffer.from(text)]);
      const { id } = await intake.imports.create(NOTE_CONTEXT, { kind: 'notes', source, enqueue: false }, file);
      return id;
    },
    get: (id) => intake.imports.get(NOTE_CONTEXT, id),
    taken: async (id) => {
      const { rows } = await sql<{ row_no: number }>`
        select row_no from notes where import_id = ${id} order by taken_at`.execute(kernel.postgres.db);
      return rows.map((row) => row.row_no);
    },
  };
}

const NOTE_FIELDS: readonly ImportField[] = [
  {
    name: 'key',
    label: { 'zh-CN': '编号', en: 'Key' },
    required: true,
    example: 'k1',
    synonyms: ['id'],
    mask: null,
  },
  { name: 'text', label: { 'zh-CN': '内容', en: 'Text' }, required: true, example: 'ok', synonyms: [], mask: null },
  {
    name: 'phone',
    label: { 'zh-CN': '手机', en: 'Phone' },
    required: false,
    example: '1',
    synonyms: ['mobile'],
    mask: maskPhone,
  },
];

function noteKind(hooks: NoteHooks): ImportKind<Note> {
  return {
    name: 'notes',
    label: { 'zh-CN': '笔记', en: 'Notes' },
    keyFields: ['key'],
    fields: () => Promise.resolve(NOTE_FIELDS),
    missing: () => [],
    begin: async ({ columns, importId }) => ({
      read: (cells, rowNo) => {
        const cell = (field: string): string => cells[columns.get(field) ?? -1] ?? '';
        if (cell('phone') === 'wrong' || cell('phone').startsWith('0')) {
          return {
            ok: false,
            fault: {
              field: 'phone',
              code: 'phone_invalid',
              reason: { 'zh-CN': '不是手机号', en: 'no phone' },
              value: cell('phone'),
            },
          };
        }
        if (cell('text').startsWith('bad')) {
          return {
            ok: false,
            fault: {
              field: 'text',
              code: 'text_bad',
              reason: { 'zh-CN': '内容不好', en: 'the text is bad' },
              value: cell('text'),
            },
          };
        }
        // The header is row 1.
        return { ok: true, row: { rowNo: rowNo - 1, key: cell('key'), text: cell('text') } };
      },
      groupKey: (row) => row.key,
      rowKey: (row) => (row.key === '' ? null : row.key),
      skip: () => undefined,
      committed: () => undefined,
      apply: async (tx, _context, rows) => {
        await hooks.beforeApply(rows.length);
        await insertNotes(tx, importId, rows);
        return {
          added: rows.length,
          changed: 0,
          same: 0,
          trace: { first: rows[0]?.rowNo ?? 0, last: rows.at(-1)?.rowNo ?? 0 },
        };
      },
      finish: () => Promise.resolve(),
    }),
    undoObstacle: () => Promise.resolve(hooks.obstacle),
    undoChunk: async (tx, _context, importId, trace) => {
      await hooks.beforeUndo();
      await sql`delete from notes where import_id = ${importId} and row_no between ${trace['first']} and ${trace['last']}`.execute(
        tx,
      );
    },
    undoRest: () => Promise.resolve(true),
  };
}

async function insertNotes(tx: Tx, importId: string, rows: readonly Note[]): Promise<void> {
  await sql`
    insert into notes (import_id, row_no)
    select ${importId}, row_no from unnest(${rows.map((row) => row.rowNo)}::int[]) as row_no`.execute(tx);
}
