import type { z } from 'zod';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { RecordFault, RecordItem, RecordKind } from './kind.ts';
import { recordSchema } from './schema.ts';

/** A sender's clock may be wrong by so much. */
const AHEAD_MS = 86_400_000;

/** A row that can be given to its kind. */
export interface ReadRow {
  readonly index: number;
  readonly type: string;
  readonly item: RecordItem<unknown>;
  /** What makes it the same content again; its time counts only when the sender told it. */
  readonly content: string;
}

export type RowReading =
  | { readonly ok: true; readonly row: ReadRow }
  | { readonly ok: false; readonly fault: RecordFault };

export interface ReadOptions {
  readonly index: number;
  readonly kinds: ReadonlyMap<string, RecordKind>;
  readonly scopeId: string | null;
  readonly now: Date;
}

/** One row of a request, or what is wrong with it. */
export function readRow(sent: unknown, { index, kinds, scopeId, now }: ReadOptions): RowReading {
  const parsed = recordSchema.safeParse(sent, { reportInput: true });
  if (!parsed.success) {
    return { ok: false, fault: firstFault(parsed.error, '') };
  }
  const { source, key, type, customer } = parsed.data;
  const kind = kinds.get(type);
  if (kind === undefined) {
    return { ok: false, fault: typeUnknown(type, [...kinds.keys()]) };
  }
  const told = parsed.data.occurredAt ?? null;
  const occurredAt = told === null ? now : new Date(told);
  if (occurredAt.getTime() > now.getTime() + AHEAD_MS) {
    return { ok: false, fault: timeAhead() };
  }
  const data = kind.data.safeParse(parsed.data.data ?? {}, { reportInput: true });
  if (!data.success) {
    return { ok: false, fault: firstFault(data.error, 'data') };
  }
  const content = JSON.stringify([told, customer ?? null, data.data, scopeId]);
  return {
    ok: true,
    row: {
      index,
      type,
      item: { source, key, occurredAt, scopeId, customer: customer ?? null, data: data.data },
      content,
    },
  };
}

/**
 * Rows to be taken in one after the other: of rows with one key, each is in a wave of its own, in the order in which
 * they came. Within a wave, rows of one kind and source are together.
 */
export function wavesOf(rows: readonly ReadRow[]): readonly (readonly ReadRow[])[][] {
  const waves: Map<string, ReadRow[]>[] = [];
  const met = new Map<string, number>();
  for (const row of rows) {
    const group = JSON.stringify([row.type, row.item.source]);
    const name = JSON.stringify([row.type, row.item.source, row.item.key]);
    const number = met.get(name) ?? 0;
    met.set(name, number + 1);
    const wave = waves[number] ?? new Map<string, ReadRow[]>();
    waves[number] = wave;
    wave.set(group, [...(wave.get(group) ?? []), row]);
  }
  return waves.map((wave) => [...wave.values()]);
}

function firstFault(error: z.ZodError, root: string): RecordFault {
  const faults = faultsOf(error.issues, root === '' ? 'record' : root);
  const [first] = faults;
  const reason = (locale: 'zh-CN' | 'en', mark: string): string =>
    faults
      .slice(0, 5)
      .map((fault) => `${placed(fault.field, root)}: ${fault.message[locale]}`)
      .join(mark);
  return {
    field: first === undefined ? null : placed(first.field, root),
    code: first?.code ?? 'record_invalid',
    reason: { 'zh-CN': reason('zh-CN', '；'), en: reason('en', '; ') },
  };
}

function placed(field: string, root: string): string {
  return root === '' || field === root ? field : `${root}.${field}`;
}

function typeUnknown(type: string, known: readonly string[]): RecordFault {
  return {
    field: 'type',
    code: 'record_type_unknown',
    reason: {
      'zh-CN': `没有种类 ${type}；可用：${known.join('、')}`,
      en: `There is no type ${type}; known are ${known.join(', ')}`,
    },
  };
}

function timeAhead(): RecordFault {
  return {
    field: 'occurredAt',
    code: 'time_ahead',
    reason: {
      'zh-CN': '发生时间比现在晚一天以上；请检查时区和时钟',
      en: 'lies more than a day ahead of now; check the zone and the clock',
    },
  };
}
