import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';

/** What a large export asks of whoever keeps approvals; `wiring.ts` connects the two. */
export interface ConsentAsk {
  readonly kind: string;
  readonly title: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly scopeId: string | null;
  readonly input: Readonly<Record<string, unknown>>;
  readonly required: readonly {
    readonly name: string;
    readonly label: Text;
    readonly permission: string;
    readonly count: number;
  }[];
  readonly reason: string | null;
  readonly expiresInMinutes: number | null;
  readonly key: string | null;
}

/** Asks in the transaction that finishes the file, in the name of whoever wanted it. */
export type AskConsent = (tx: Tx, context: Context, ask: ConsentAsk) => Promise<unknown>;

/** What happens to the file; fits the interface of `2-work`, which stands beside. */
export interface ConsentKind {
  readonly name: string;
  readonly label: Text;
  facts(input: Readonly<Record<string, unknown>>): readonly { readonly label: Text; readonly value: Text }[];
  onApproved(tx: Tx, context: Context, matter: { readonly input: Readonly<Record<string, unknown>> }): Promise<void>;
  onRefused(
    tx: Tx,
    context: Context,
    matter: {
      readonly input: Readonly<Record<string, unknown>>;
      readonly status: 'rejected' | 'expired' | 'withdrawn';
      readonly reason: string | null;
    },
  ): Promise<void>;
}
