import type { z } from 'zod';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';

/** What was answered, by step; of steps that were gone through again, the last answers. */
export type CaseData = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a case is about, without knowing the module that owns it. */
export interface Subject {
  readonly type: string;
  readonly id: string;
}

/** Who does a step. */
export type StepOwner =
  /** Whom (or which queue) the one who starts the case names; when they name nobody `otherwise`, or the starter. */
  | {
      readonly by: 'chosen';
      readonly otherwise?: { readonly key: string; readonly name: string; readonly roles?: readonly string[] };
    }
  /** Whoever serves the queue; it is made at its first use, served by these roles until somebody changes that. */
  | { readonly by: 'queue'; readonly key: string; readonly name: string; readonly roles?: readonly string[] }
  /** The queue that the answers so far lead to, by its key. */
  | { readonly by: 'route'; route(data: CaseData): { readonly key: string; readonly name: string } }
  /** Whoever started the case. */
  | { readonly by: 'starter' }
  /** Whoever did another step. */
  | { readonly by: 'step'; readonly step: string };

interface StepBase {
  readonly name: string;
  readonly label: Text;
  /** Working minutes from the moment the case comes here; null: no limit. */
  readonly dueMinutes: number | null;
  /** How many working minutes before that people are reminded. */
  readonly remindMinutes?: number;
}

/** A case whose step was done, as the owning module's effect sees it. */
export interface StepDone {
  readonly caseId: string;
  readonly subject: Subject | null;
  readonly data: CaseData;
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Something that a person does. */
export interface TaskStep extends StepBase {
  readonly type: 'task';
  /** What has to be answered; the form is drawn from it. Labels of fields stand in `.meta({ label, labels })`. */
  readonly answers: z.ZodObject;
  readonly owner: StepOwner;
  /** Only people with this skill are handed it. */
  readonly skill?: string;
  /** Steps whose doers may not do this one (the handler does not make the call-back). */
  readonly notBy?: readonly string[];
  /** The instant by which it has to be done, from what is known; goes before `dueMinutes`. */
  due?(data: CaseData): Date | null;
  /** Steps to which it can be sent back, with a reason. */
  readonly returnsTo: readonly string[];
  /** Where the case goes from here; null ends it. */
  next(answers: Readonly<Record<string, unknown>>, data: CaseData): string | null;
  /** What the owning module does about it, in the transaction of completing it. */
  effect?(tx: Tx, context: Context, done: StepDone): Promise<void>;
}

/** One group of people of whom so many have to agree. */
export interface ApproverGroup {
  readonly name: string;
  readonly label: Text;
  /** What it takes to be one of them, where the case belongs. */
  readonly permission: string;
  readonly count: number;
}

/** Something that other people decide on: each group has to agree, one refusal is enough. */
export interface ApprovalStep extends StepBase {
  readonly type: 'approval';
  readonly required: (data: CaseData) => readonly ApproverGroup[];
  /** Null ends the case. */
  readonly onApproved: string | null;
  /** Also where it goes when nobody decided in time. */
  readonly onRejected: string | null;
}

export type Step = TaskStep | ApprovalStep;

/**
 * A kind of case: data, declared by the module that owns the matter, registered in `wiring.ts`. A changed process is a
 * new object with a higher version beside the old one, for cases that began under it.
 */
export interface ProcessKind {
  /** `module.noun` */
  readonly name: string;
  readonly version: number;
  readonly label: Text;
  /** What it takes to start one beside `work.do`; absent: nothing more. */
  readonly permission?: string;
  /** Started by people over the API; false for those that modules start. */
  readonly isOpen: boolean;
  /** Answers of such cases stay when their customer is erased: they have nothing personal, and prove what was done. */
  readonly outlivesErasure?: boolean;
  /** Types of subjects that it can be about; null for any, and for none. */
  readonly subjects: readonly string[] | null;
  readonly first: string;
  readonly steps: readonly Step[];
  /** What to call the end, from the answers. */
  outcome?(data: CaseData): string;
  /** In the transaction that ends the case. */
  onClosed?(
    tx: Tx,
    context: Context,
    closed: Omit<StepDone, 'answers'> & { readonly status: 'done' | 'cancelled' },
  ): Promise<void>;
}
