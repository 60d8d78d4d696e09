import { prepareRecord } from '../matching/prepare.ts';
import { COMPOUND_SURNAMES, SINGLE_SURNAMES } from '../normalizing/surnames.ts';

/** Some of the names that a source gives people. */
export interface SourceName {
  readonly source: string;
  readonly name: string;
}

const HAN = /\p{Script=Han}/u;
/** Fewer names say nothing about their source. */
const LEAST_NAMES = 30;
/** Of people's names hardly any begins with what is no surname; of nicknames most do. */
const STRANGE_SHARE = 0.3;

/**
 * Sources in which people call themselves what they like (南方伟, 晴天). Such names repeat their fashions, not people:
 * compared as names they would teach that one person is whoever bears a rare surname and another given name.
 */
export function nicknameSources(names: readonly SourceName[]): string[] {
  return [...Map.groupBy(names, ({ source }) => source)]
    .filter(([, own]) => {
      const surnames = own.map(({ name }) => surnameOf(name)).filter((surname) => HAN.test(surname));
      const strange = surnames.filter((one) => !SINGLE_SURNAMES.has(one) && !COMPOUND_SURNAMES.has(one));
      return surnames.length >= LEAST_NAMES && strange.length / surnames.length >= STRANGE_SHARE;
    })
    .map(([source]) => source)
    .toSorted((a, b) => (a < b ? -1 : 1));
}

function surnameOf(name: string): string {
  return prepareRecord({ values: { fullName: name }, texts: [] }).surname;
}
