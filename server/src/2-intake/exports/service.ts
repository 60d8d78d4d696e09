import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Download } from '#kernel/http/route.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { ExportRow } from './export-row.ts';
import type { ExportColumn, ExportKind } from './kind.ts';
import { presentExport } from './present.ts';
import type { Export, NewExport } from './schema.ts';
import * as store from './store.ts';

export const EXPORT_JOB = 'intake.run_export';

/** Asking for exports and taking them away; running them is the worker's. */
export interface Exports {
  kinds(context: Context): Promise<{
    items: { name: string; label: Text; columns: { key: string; label: Text; usual: boolean }[] }[];
  }>;
  /** Throws `input_invalid` for unknown kinds, columns and filters; `permission_denied` where masks stay on. */
  create(tx: Tx, context: Context, ask: NewExport): Promise<Export>;
  list(
    context: Context,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: Export[]; nextCursor: string | null }>;
  get(context: Context, id: string): Promise<Export>;
  /** Leaves an audit row. Throws `export_not_ready` (409) before it is done and `export_expired` (410) after. */
  download(context: Context, id: string): Promise<Download>;
}

const NOUN: Text = { 'zh-CN': '导出', en: 'export' };
const TYPES = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** Exports over one kernel. */
export function createExports(
  kernel: Kernel,
  access: Pick<Access, 'audit'>,
  kinds: ReadonlyMap<string, ExportKind>,
): Exports {
  const { postgres } = kernel;
  const own = async (context: Context, id: string): Promise<ExportRow> => {
    requirePermission(context, 'exports.write');
    const row = await store.selectExport(postgres.db, id);
    // Of somebody else: it holds what that person may see.
    if (row === null || row.createdBy !== context.actor.id) {
      throw notFound(NOUN, id);
    }
    return row;
  };
  return {
    kinds: async (context) => {
      requirePermission(context, 'exports.write');
      const open = [...kinds.values()].filter((kind) => holds(context, kind.permission));
      return {
        items: await Promise.all(
          open.map(async (kind) => ({
            name: kind.name,
            label: kind.label,
            columns: openTo(context, await kind.columns()).map(({ key, label, isExtra }) => ({
              key,
              label,
              usual: isExtra !== true,
            })),
          })),
        ),
      };
    },
    create: (tx, context, ask) => requestExport({ kernel, access, kinds }, { tx, context, ask }),
    list: async (context, { cursor, limit }) => {
      requirePermission(context, 'exports.write');
      const rows = await store.selectExports(postgres.db, {
        createdBy: context.actor.id,
        beforeId: cursor === undefined ? null : readIdCursor(cursor),
        limit: limit + 1,
      });
      const items = rows.slice(0, limit).map((row) => presentExport(row, context));
      const lastId = items.at(-1)?.id;
      return { items, nextCursor: rows.length > limit && lastId !== undefined ? encodeCursor([lastId]) : null };
    },
    get: async (context, id) => presentExport(await own(context, id), context),
    download: async (context, id) => fetchFile({ kernel, access }, { context, row: await own(context, id) }),
  };
}

interface Fetching {
  readonly context: Context;
  readonly row: ExportRow;
}

async function fetchFile({ kernel, access }: Omit<Parts, 'kinds'>, { context, row }: Fetching): Promise<Download> {
  if (row.fileId === null || row.status !== 'done') {
    throw notThere(row.status);
  }
  await kernel.transaction(context, (tx) =>
    access.audit(tx, context, {
      action: 'intake.export_downloaded',
      subjectType: 'export',
      subjectId: row.id,
      ...(row.reason === null ? {} : { reason: row.reason }),
      detail: { kind: row.kind, rows: row.rows, unmasked: row.unmasked },
    }),
  );
  const day = row.createdAt.toISOString().slice(0, 10);
  return {
    stream: await kernel.files.open(row.fileId),
    contentType: TYPES[row.format],
    fileName: `${row.kind}-${day}-${row.id.slice(-6)}.${row.format}`,
    ...(row.bytes === null ? {} : { bytes: row.bytes }),
  };
}

interface Parts {
  readonly kernel: Kernel;
  readonly access: Pick<Access, 'audit'>;
  readonly kinds: ReadonlyMap<string, ExportKind>;
}

interface Request {
  readonly tx: Tx;
  readonly context: Context;
  readonly ask: NewExport;
}

async function requestExport({ kernel, access, kinds }: Parts, { tx, context, ask }: Request): Promise<Export> {
  requirePermission(context, 'exports.write');
  const kind = requireKind(kinds, ask.kind);
  requirePermission(context, kind.permission);
  if (ask.unmasked) {
    requirePermission(context, 'exports.unmask');
    requireReason(ask);
  }
  const filter = await kind.readFilter(context, ask.filter);
  const columns = chooseColumns(context, await kind.columns(filter), ask.columns);
  const id = newId();
  await store.insertExport(tx, {
    id,
    kind: kind.name,
    format: ask.format,
    columns,
    filter,
    unmasked: ask.unmasked,
    reason: ask.reason ?? null,
    locale: context.locale,
    scopeIds: context.actor.scopeIds,
    createdBy: context.actor.id,
    createdByName: context.actor.id === null ? null : context.actor.name,
    createdAt: kernel.clock.now(),
  });
  await access.audit(tx, context, {
    action: 'intake.export_requested',
    subjectType: 'export',
    subjectId: id,
    ...(ask.reason === undefined ? {} : { reason: ask.reason }),
    detail: { kind: kind.name, format: ask.format, columns, unmasked: ask.unmasked },
  });
  await kernel.jobs.add(tx, context, EXPORT_JOB, { exportId: id }, { key: `${EXPORT_JOB}:${id}` });
  const row = await store.selectExport(tx, id);
  if (row === null) {
    throw notFound(NOUN, id);
  }
  return presentExport(row, context);
}

function holds(context: Context, permission: string): boolean {
  return context.actor.permissions.has(permission) || context.actor.permissions.has('*');
}

function requireKind(kinds: ReadonlyMap<string, ExportKind>, name: string): ExportKind {
  const kind = kinds.get(name);
  if (kind === undefined) {
    const known = [...kinds.keys()].join('、');
    throw invalidInput([
      {
        field: 'kind',
        code: 'export_kind_unknown',
        message: { 'zh-CN': `没有这种导出；可以是 ${known}`, en: `is no kind of export; there are ${known}` },
      },
    ]);
  }
  return kind;
}

function requireReason(ask: NewExport): void {
  if (ask.reason === undefined) {
    throw invalidInput([
      {
        field: 'reason',
        code: 'reason_missing',
        message: { 'zh-CN': '导出未脱敏的数据需要写明原因', en: 'says why personal values are needed unmasked' },
      },
    ]);
  }
}

function openTo(context: Context, columns: readonly ExportColumn[]): readonly ExportColumn[] {
  return columns.filter(({ permission }) => permission === undefined || holds(context, permission));
}

function chooseColumns(
  context: Context,
  known: readonly ExportColumn[],
  wanted: readonly string[] | undefined,
): readonly string[] {
  if (wanted === undefined) {
    return openTo(context, known)
      .filter(({ isExtra }) => isExtra !== true)
      .map(({ key }) => key);
  }
  const keys = new Set(known.map(({ key }) => key));
  const strange = wanted.filter((key) => !keys.has(key));
  if (strange.length > 0) {
    throw invalidInput(
      strange.map((key) => ({
        field: 'columns',
        code: 'column_unknown',
        message: { 'zh-CN': `没有列“${key}”`, en: `There is no column ${key}` },
      })),
    );
  }
  for (const { key, permission } of known) {
    if (permission !== undefined && wanted.includes(key)) {
      requirePermission(context, permission);
    }
  }
  return [...new Set(wanted)];
}

function notThere(status: Export['status']): AppError {
  if (status === 'waiting') {
    return new AppError('export_waits_for_consent', 409, {
      message: {
        'zh-CN': '行数较多，须另一人同意后才能下载',
        en: 'It holds many rows: somebody else has to agree before it can be fetched',
      },
    });
  }
  return status === 'expired'
    ? new AppError('export_expired', 410, {
        message: { 'zh-CN': '文件已过保存期，请重新导出', en: 'The file is past its time; export again' },
      })
    : new AppError('export_not_ready', 409, {
        message: { 'zh-CN': '文件还没有准备好', en: 'The file is not ready yet' },
      });
}
