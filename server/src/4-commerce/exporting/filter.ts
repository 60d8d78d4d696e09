import { z } from 'zod';
import { invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';

/** Which orders an export takes; dates are business dates, both included. */
export const orderExportFilter = z.strictObject({
  source: z.string().max(100).optional(),
  status: z.string().max(50).optional(),
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
});

/** Throws `input_invalid` naming what is wrong. */
export function readOrderFilter(filter: Readonly<Record<string, unknown>>): z.output<typeof orderExportFilter> {
  const parsed = orderExportFilter.safeParse(filter);
  if (!parsed.success) {
    throw invalidInput(faultsOf(parsed.error.issues, 'filter'), parsed.error);
  }
  return parsed.data;
}
