import { z } from 'zod';

/**
 * What a provider says of a message that it was handed: by the provider's own name for it or our attempt's id, or as
 * the raw notification that a mail server sent back.
 */
export const deliverySchema = z
  .object({
    attemptId: z.uuid().optional(),
    providerId: z.string().min(1).max(500).optional(),
    status: z.enum(['delivered', 'bounced', 'complained']).optional(),
    /** For a bounce: the address will never work, rather than not now. */
    isPermanent: z.boolean().default(true),
    code: z
      .string()
      .max(100)
      .regex(/^[\w .:-]*$/)
      .optional(),
    /** A whole delivery status notification (RFC 3464). */
    dsn: z.string().max(500_000).optional(),
  })
  .refine(
    ({ dsn, status, attemptId, providerId }) =>
      dsn !== undefined || (status !== undefined && (attemptId !== undefined || providerId !== undefined)),
    { path: ['status'], error: 'give dsn, or status with attemptId or providerId' },
  );
export type Delivery = z.output<typeof deliverySchema>;
