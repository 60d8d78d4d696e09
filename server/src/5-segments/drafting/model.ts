import type { Locale } from '#kernel/pure/text.ts';

/** What a model is asked: a sentence of somebody, and how conditions read that it may answer with. */
export interface DraftQuestion {
  readonly sentence: string;
  readonly locale: Locale;
  /** `{argument}` stands for a value. No names of customers, tags, goods or segments of this business are in it. */
  readonly grammar: readonly string[];
}

/** A rule in the words that rules read as, and what of the sentence is not in it. Nothing is believed of it. */
export interface DraftAnswer {
  readonly text: string;
  readonly locale: Locale;
  readonly unread: readonly string[];
}

/** Something that turns a sentence into a rule in words. Which one is asked is a setting. */
export interface DraftModel {
  readonly name: string;
  /** Throws `model_unavailable` (502), `model_refused` (422), or what the way to it throws. */
  draft(question: DraftQuestion): Promise<DraftAnswer>;
}

export const MODEL_NAMES = ['off', 'local', 'chat'] as const;
export type ModelName = (typeof MODEL_NAMES)[number];
