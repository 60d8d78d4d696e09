/** A row of the table of advice: whom it is about by what is known of them, and how goods for them are marked. */
export interface AdviceRule {
  /** Key of the field of the profile. */
  readonly field: string;
  /** What the field says. */
  readonly says: readonly string[];
  /** What the target group of goods for them says. */
  readonly goods: readonly string[];
}

export type Verdict = 'fits' | 'other' | 'unmarked';

/** Rows that hold for a customer, from the text of each field. */
export function rulesFor(
  rules: readonly AdviceRule[],
  textOf: (field: string) => string | null,
): readonly AdviceRule[] {
  return rules.filter(({ field, says }) => {
    const text = textOf(field);
    return text !== null && says.some((word) => holds(text, word));
  });
}

/**
 * Whether goods are for somebody: `fits` when they are marked for what is known of them, `other` when they are marked
 * only for others in the same respect, `unmarked` when nothing is said.
 */
export function verdictOf(
  targetGroup: string | null,
  { rules, own }: { readonly rules: readonly AdviceRule[]; readonly own: readonly AdviceRule[] },
): Verdict {
  const marked = (rule: AdviceRule): boolean => rule.goods.some((word) => holds(targetGroup ?? '', word));
  if (own.some(marked)) {
    return 'fits';
  }
  const fields = new Set(own.map(({ field }) => field));
  return rules.some((rule) => fields.has(rule.field) && marked(rule)) ? 'other' : 'unmarked';
}

function holds(text: string, word: string): boolean {
  return text.toLowerCase().includes(word.toLowerCase());
}
