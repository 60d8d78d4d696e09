import { z } from 'zod';

const LONGEST = 500;

/** Why an order over the limit is taken all the same; it is kept in the audit trail. */
export const creditReasonSchema = z.string().trim().min(2).max(LONGEST);
