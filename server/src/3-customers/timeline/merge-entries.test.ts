import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeEntries } from './merge-entries.ts';
import type { TimelineEntry } from './source.ts';

const entry = (at: number, id: string): TimelineEntry => ({
  id,
  at: new Date(at),
  kind: 'note',
  title: {
    'zh-CN': '',
    en: '',
  },
  detail: null,
  channel: null,
  staff: null,
  ref: null,
  amount: null,
});

it('pages over any sources show every entry once, newest first', () => {
  const sources = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }), { maxLength: 4 });
  fc.assert(
    fc.property(sources, fc.integer({ min: 1, max: 5 }), (moments, limit) => {
      let next = 0;
      const lists = moments.map((times) =>
        times
          .map((at) => entry(at, String((next += 1)).padStart(4, '0')))
          .toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1)),
      );
      const walked: TimelineEntry[] = [];
      for (let hasMore = true; hasMore; ) {
        const last = walked.at(-1);
        const page = mergeEntries(
          lists.map((list, index) => ({
            source: `${index}`,
            entries: list
              .filter((each) => last === undefined || each.at < last.at || (+each.at === +last.at && each.id < last.id))
              .slice(0, limit + 1),
          })),
          limit,
        );
        walked.push(...page.entries);
        hasMore = page.hasMore;
      }
      expect(walked.map(({ id }) => id).toSorted()).toEqual(
        lists
          .flat()
          .map(({ id }) => id)
          .toSorted(),
      );
      expect(walked.map(({ at }) => +at)).toEqual(walked.map(({ at }) => +at).toSorted((a, b) => b - a));
    }),
  );
});
