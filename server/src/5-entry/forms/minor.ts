import { ageOn, GUARDIAN_BELOW_AGE } from '#customers/pure';

/** Whether a guardian has to answer for whoever fills in the form, by what it says. */
export function needsGuardian(
  { birthday, age }: { readonly birthday?: string | undefined; readonly age?: number | undefined },
  today: string,
): boolean {
  const years = birthday === undefined ? age : ageOn(birthday, today);
  return years !== undefined && years < GUARDIAN_BELOW_AGE;
}
