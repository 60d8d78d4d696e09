import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { ApproverGroup, Subject } from '../processes/kind.ts';

/** What was asked for, as the module that has to act on it sees it. */
export interface ApprovalMatter {
  readonly id: string;
  readonly caseId: string | null;
  readonly step: string | null;
  readonly subject: Subject | null;
  readonly input: Readonly<Record<string, unknown>>;
  readonly askedBy: { readonly kind: string; readonly id: string | null };
}

/** Something that needs other people's consent; declared by the module that acts on it, registered in `wiring.ts`. */
export interface ApprovalKind {
  /** `module.noun` */
  readonly name: string;
  readonly label: Text;
  /** The owning module tells people itself: where many are asked for at once, one notice each would be a flood. */
  readonly tellsItself?: boolean;
  /** What the approvers are shown of it, without personal values. */
  facts(input: Readonly<Record<string, unknown>>): readonly { readonly label: Text; readonly value: Text }[];
  /** The effect, in the transaction of the last consent: once, or not at all. */
  onApproved(tx: Tx, context: Context, matter: ApprovalMatter): Promise<void>;
  /** In the transaction of the refusal, of the withdrawal, or when the time is over. */
  onRefused(
    tx: Tx,
    context: Context,
    matter: ApprovalMatter & { readonly status: 'rejected' | 'expired' | 'withdrawn'; readonly reason: string | null },
  ): Promise<void>;
}

/** What is asked for. */
export interface ApprovalAsk {
  readonly kind: string;
  readonly title: string;
  readonly subject: Subject | null;
  readonly scopeId: string | null;
  readonly input: Readonly<Record<string, unknown>>;
  /** Each group has to agree. */
  readonly required: readonly ApproverGroup[];
  readonly reason: string | null;
  /** Working minutes until it lapses; null: never. */
  readonly expiresInMinutes: number | null;
  /** Asking twice under one key asks once. */
  readonly key: string | null;
  readonly caseId?: string;
  readonly step?: string;
  /** Persons who had a hand in it, beside the asker. */
  readonly barred?: readonly string[];
}
