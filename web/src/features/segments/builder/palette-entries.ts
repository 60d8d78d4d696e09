import { type QueryClient, useQueries } from '@tanstack/react-query';
import type { Locale } from '@zhike/server/contracts';
import { catalogueQuery } from '../api.ts';
import type { Args } from '../rule/parts.ts';
import { type ArgFace, type ConditionInfo, catalogueOf } from '../rule/values.ts';

/** Something that can be added: a condition, or a condition about one thing of its catalogue (a field). */
export interface PaletteEntry {
  readonly id: string;
  readonly info: ConditionInfo;
  readonly args: Args;
  readonly label: string;
  /** What it says, for those who look for a word of it. */
  readonly note: string;
  readonly heading: string;
  readonly keys: string;
}

/** The argument that says what the whole condition is about: its first one, needed, one of a catalogue. */
function subjectOf({ args: [first] }: ConditionInfo): ArgFace | null {
  return first !== undefined && !first.optional && first.single && first.catalogue !== null ? first : null;
}

/** The sentence of a condition with its arguments as blanks. */
function plainSentence(template: string): string {
  return template
    .replaceAll(/\[([^\]|]*)[^\]]*\]/gu, '$1')
    .replaceAll(/\{\w+\}/gu, ' … ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** Everything that can be added, in the order of the server; fields are offered by their own names. */
export function usePaletteEntries(conditions: readonly ConditionInfo[], locale: Locale): readonly PaletteEntry[] {
  const withSubject = conditions.filter((info) => subjectOf(info) !== null);
  const catalogues = useQueries({
    queries: withSubject.map((info) => catalogueQuery(subjectOf(info)?.catalogue ?? '', '')),
  });
  // Fields are many: they come behind what is asked most.
  const inOrder = [...conditions.filter((info) => subjectOf(info) === null), ...withSubject];
  return inOrder.flatMap((info): readonly PaletteEntry[] => {
    const subject = subjectOf(info);
    if (subject === null) {
      return [
        {
          id: info.is,
          info,
          args: {},
          label: info.label[locale],
          note: plainSentence(info.sentence[locale]),
          heading: info.group[locale],
          keys: `${info.keys} ${info.group['zh-CN']} ${info.group.en}`.toLowerCase(),
        },
      ];
    }
    const items = catalogues[withSubject.indexOf(info)]?.data?.items ?? [];
    return items.map((item) => ({
      id: `${info.is}/${item.value}`,
      info,
      args: { [subject.name]: item.value },
      label: item.label[locale],
      note: '',
      heading: info.label[locale],
      keys: `${item.keys} ${info.keys}`,
    }));
  });
}

/** Those that a text means; a match at the beginning of a name comes first. */
export function matchingEntries(entries: readonly PaletteEntry[], text: string): readonly PaletteEntry[] {
  const needle = text.trim().toLowerCase();
  if (needle === '') {
    return entries;
  }
  const words = needle.split(/\s+/u);
  const rank = ({ label, keys, note }: PaletteEntry): number => {
    if (label.toLowerCase().startsWith(needle)) {
      return 0;
    }
    if (words.every((word) => keys.includes(word) || label.toLowerCase().includes(word))) {
      return 1;
    }
    return note.toLowerCase().includes(needle) ? 2 : 3;
  };
  const found = entries
    .map((entry) => ({ entry, rank: rank(entry) }))
    .filter((one) => one.rank < 3)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
  return found.length > 0 ? found : entries.filter(({ keys }) => keys.split(' ').some(isPartOf(needle)));
}

/** Whether a word of Chinese stands in a longer text, as 买过 does in 买过两次: said in one piece, meant all the same. */
const isPartOf =
  (text: string) =>
  (word: string): boolean =>
    word.length > 1 && /\p{Script=Han}/u.test(word) && text.includes(word);

/** What a new condition begins with: where its values can be chosen from a list, it asks for them at once. */
export async function argsToBegin(client: QueryClient, { info, args }: PaletteEntry): Promise<Args> {
  const dependent = info.args.find(({ optional, catalogue }) => optional && catalogue?.includes('{') === true);
  const name = dependent === undefined ? null : catalogueOf(dependent, args);
  if (dependent === undefined || name === null) {
    return args;
  }
  try {
    const { items } = await client.ensureQueryData(catalogueQuery(name, ''));
    return items.length > 0 ? { ...args, [dependent.name]: [] } : args;
  } catch {
    // Without the list the condition begins with "is known"; its word says so and can be changed.
    return args;
  }
}
