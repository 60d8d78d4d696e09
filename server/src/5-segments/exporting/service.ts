import { z } from 'zod';
import type { ExportAsk, ExportColumn, ExportKind, ExportValue } from '#intake';
import { invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Kernel } from '#kernel/module.ts';
import { wallClockOf, type Zone, zoneOf } from '#kernel/pure/dates.ts';
import { type Askings, requireAllScopes, requireAskable } from '../asking/service.ts';
import { findSegment } from '../definitions/store.ts';
import { listMembers } from '../membership/store.ts';
import type { CustomerName } from '../scores/rfm/service.ts';

const PAGE = 1000;

const filterSchema = z.strictObject({ segmentId: z.uuid() });

const COLUMNS: readonly ExportColumn[] = [
  { key: 'customerId', label: { 'zh-CN': '客户编号', en: 'Customer id' } },
  { key: 'name', label: { 'zh-CN': '姓名', en: 'Name' } },
  { key: 'account', label: { 'zh-CN': '客户账号', en: 'Customer account' } },
  { key: 'enteredAt', label: { 'zh-CN': '进入时间', en: 'Entered at' } },
];

export interface MemberExportParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'config'>;
  readonly askings: Pick<Askings, 'mayAsk'>;
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
}

/** The members of a segment as a file: who, by name as lists show it, since when. */
export function memberExportKind(parts: MemberExportParts): ExportKind {
  const { db } = parts.kernel.postgres;
  return {
    name: 'segment_members',
    label: { 'zh-CN': '客群成员', en: 'Members of a segment' },
    permission: 'segments.read',
    columns: () => Promise.resolve(COLUMNS),
    readFilter: async (context, given) => {
      requireAllScopes(context);
      const parsed = filterSchema.safeParse(given);
      if (!parsed.success) {
        throw invalidInput(faultsOf(parsed.error.issues, 'filter'), parsed.error);
      }
      const segment = await findSegment(db, parsed.data.segmentId);
      if (segment === undefined) {
        const message = { 'zh-CN': '没有这个客群', en: 'there is no such segment' };
        throw invalidInput([{ field: 'filter.segmentId', code: 'segment_unknown', message }]);
      }
      const [isAskable = false] = await parts.askings.mayAsk(db, context, [segment.rule]);
      requireAskable(isAskable);
      return parsed.data;
    },
    pages: (ask) => memberPages(parts, ask),
  };
}

async function* memberPages(
  { kernel, customerNames }: MemberExportParts,
  ask: ExportAsk,
): AsyncGenerator<ExportValue[][]> {
  const { segmentId } = filterSchema.parse(ask.filter);
  const zone = zoneOf(kernel.config.timeZone);
  for (let after: string | null = null; ; ) {
    const rows: Awaited<ReturnType<typeof listMembers>> = await listMembers(kernel.postgres.db, {
      segmentId,
      after,
      limit: PAGE,
    });
    const names = await customerNames(rows.map(({ customerId }) => customerId));
    yield rows.map((row) => {
      const name = names.get(row.customerId) ?? { name: null, account: null };
      return ask.columns.map((key) => cellOf({ ...row, ...name }, key, { ask, zone }));
    });
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) {
      return;
    }
    after = last.customerId;
  }
}

interface ExportedMember extends CustomerName {
  readonly customerId: string;
  readonly enteredAt: Date;
}

function cellOf(
  member: ExportedMember,
  key: string,
  { ask, zone }: { readonly ask: ExportAsk; readonly zone: Zone },
): ExportValue {
  switch (key) {
    case 'customerId':
      return member.customerId;
    case 'name':
      return member.name;
    case 'account':
      return member.account;
    default:
      return ask.format === 'jsonl' ? member.enteredAt.toISOString() : wallClockOf(member.enteredAt, zone);
  }
}
