import { z } from 'zod';

const base = {
  /** The record of whoever it was sent to, which outlives merging. */
  recordId: z.uuid(),
  addressDigest: z.string(),
};

/** What a link of ours says; sealed, so that nobody can read or change it. */
export const linkSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('preferences'),
    ...base,
    attemptId: z.uuid(),
    purpose: z.string(),
    channel: z.string(),
    expiresAt: z.number(),
  }),
  /** One click ends a purpose on a channel; works as long as somebody may find the old message. */
  z.object({ kind: z.literal('unsubscribe'), ...base, attemptId: z.uuid(), purpose: z.string(), channel: z.string() }),
  z.object({
    kind: z.literal('confirm'),
    ...base,
    linkId: z.uuid(),
    purpose: z.string(),
    language: z.enum(['zh-CN', 'en']),
    expiresAt: z.number(),
  }),
]);
export type Link = z.output<typeof linkSchema>;

/** Tokens as they stand in addresses, of whichever version of sealing. */
export const TOKEN = /^v\d{1,3}\.[A-Za-z0-9._-]{40,1500}$/;

/** Whether a link has run out. */
export function isExpired(link: Link, now: Date): boolean {
  return link.kind !== 'unsubscribe' && link.expiresAt <= now.getTime();
}
