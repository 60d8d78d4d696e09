import { z } from 'zod';
import type { Context } from '#kernel/context.ts';
import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Records, TakenRecord } from './service.ts';

/** Records by the API. */
export function recordRoutes(records: Records): Route[] {
  return [
    route(contracts.takeRecords, async ({ context, body, query }) => {
      const rows = Array.isArray(body) ? body : body.records;
      const taken = await records.take(context, rows, { scopeId: query.scopeId });
      return { results: taken.map((result) => presentTaken(context, result)) };
    }),
    route(contracts.listRecordKinds, async () => ({
      items: [...records.kinds.values()].map(({ type, label, data }) => ({
        type,
        label,
        data: z.toJSONSchema(data, { io: 'input', unrepresentable: 'any' }),
      })),
    })),
  ];
}

/** A result as it is sent, in the asker's language. */
export function presentTaken(context: Context, result: TakenRecord): contracts.RecordResult {
  if (result.outcome === 'rejected') {
    const { field, code, reason } = result.fault;
    return {
      index: result.index,
      outcome: 'rejected',
      id: null,
      customerId: null,
      fault: { field, code, reason: reason[context.locale] },
    };
  }
  return {
    index: result.index,
    outcome: result.outcome,
    id: result.id,
    customerId: result.customerId,
    fault: null,
  };
}
