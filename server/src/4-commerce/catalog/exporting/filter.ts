import { z } from 'zod';
import { invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import { PRODUCT_STATES } from '../products/schema.ts';

/** What the list of products is narrowed to. */
const productExportFilter = z.strictObject({
  text: z.string().trim().max(100).optional(),
  categoryId: z.uuid().optional(),
  brandId: z.uuid().optional(),
  state: z.enum(PRODUCT_STATES).optional(),
});

/** Throws `input_invalid` naming what is wrong. */
export function readProductFilter(filter: Readonly<Record<string, unknown>>): z.output<typeof productExportFilter> {
  const parsed = productExportFilter.safeParse(filter);
  if (!parsed.success) {
    throw invalidInput(faultsOf(parsed.error.issues, 'filter'), parsed.error);
  }
  return parsed.data;
}
