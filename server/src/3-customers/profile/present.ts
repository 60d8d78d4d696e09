import { maskEmail, maskPhone } from '#access/pure';
import { maskAccount } from './mask-account.ts';
import type { CustomerSummary } from './schema.ts';

/** A customer as the store reads it, raw values included. */
export interface SummarySource {
  readonly id: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly region: string | null;
  readonly account: string | null;
  readonly sources: readonly string[];
  readonly tags: readonly { readonly id: string; readonly name: string }[];
  readonly firstOrderAt: Date | null;
  readonly lastOrderAt: Date | null;
  readonly createdAt: Date;
}

/** What leaves the server about a customer in a list. */
export function presentSummary(row: SummarySource): CustomerSummary {
  return {
    id: row.id,
    name: row.name,
    phone: row.phone === null ? null : maskPhone(row.phone),
    email: row.email === null ? null : maskEmail(row.email),
    region: row.region,
    account: maskAccount(row.account),
    sources: [...row.sources],
    tags: row.tags.map(({ id, name }) => ({ id, name })),
    firstOrderAt: row.firstOrderAt?.toISOString() ?? null,
    lastOrderAt: row.lastOrderAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
