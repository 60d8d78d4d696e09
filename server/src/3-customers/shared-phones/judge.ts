import { differ, readName } from '../normalizing/names.ts';
import type { PersonName } from '../normalizing/person-name.ts';

/** Somebody who states a number. */
export interface Stater {
  readonly name: string | null;
  readonly heardAt: Date;
}

/** Those who state one number: whom it joins, who states it and is joined by it to nobody, and who comes now. */
export interface PhoneStaters<Newcomer extends Stater> {
  readonly before: readonly Stater[];
  readonly withheld: readonly Stater[];
  /** Records that did not state it before. */
  readonly now: readonly Newcomer[];
}

export interface SharingLimits {
  /** So many clearly different people may state a number before it counts as nobody’s. */
  readonly people: number;
  /** After so many days of silence a number may have been given to somebody else. */
  readonly silenceDays: number;
}

export type PhoneVerdict<Newcomer> =
  /** It joins none of those who come now. */
  | { readonly kind: 'shared' }
  /** It means somebody else by now: these do not join those before. */
  | { readonly kind: 'reassigned'; readonly newcomers: readonly Newcomer[] }
  | { readonly kind: 'own' };

const DAY_MS = 86_400_000;

/** Whether a number still tells who somebody is. Names that tell nothing speak for nothing. */
export function judgePhone<Newcomer extends Stater>(
  { before, withheld, now }: PhoneStaters<Newcomer>,
  limits: SharingLimits,
): PhoneVerdict<Newcomer> {
  if (peopleAmong([...before, ...withheld, ...now].map(({ name }) => name)) > limits.people) {
    return { kind: 'shared' };
  }
  const known = before.map(({ name }) => readName(name ?? ''));
  const lastHeard = Math.max(...before.map(({ heardAt }) => heardAt.getTime()));
  const newcomers = now.filter(
    ({ name, heardAt }) =>
      known.length > 0 &&
      heardAt.getTime() - lastHeard >= limits.silenceDays * DAY_MS &&
      isNobodyOf(readName(name ?? ''), known),
  );
  return newcomers.length > 0 ? { kind: 'reassigned', newcomers } : { kind: 'own' };
}

function isNobodyOf(name: PersonName, known: readonly PersonName[]): boolean {
  return known.every((other) => differ(name, other));
}

/** At least so many people have these names: each of them differs clearly from every other one. */
export function peopleAmong(names: readonly (string | null)[]): number {
  const people: PersonName[] = [];
  for (const text of new Set(names)) {
    const name = readName(text ?? '');
    if ((name.kind === 'full' || name.kind === 'surname') && isNobodyOf(name, people)) {
      people.push(name);
    }
  }
  return people.length;
}
