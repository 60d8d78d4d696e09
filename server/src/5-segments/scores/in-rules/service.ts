import type { Olap } from '#kernel/db/olap.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type CatalogueQuestion, type CatalogueSource, CLOSED } from '#kernel/rules/catalogues.ts';
import type { FactSource, LookupSource } from '#kernel/rules/engine.ts';
import { SCORE_KINDS } from '../kinds.ts';
import { SCORE_RUNS, SCORES_SOURCE, type ScoreFacts } from '../values/condition-facts.ts';
import * as store from '../values/store.ts';

const KINDS = SCORE_KINDS.map(({ name }) => name);

/**
 * Scores for conditions. They are kept in the analytic store alone: while it is down, whoever asks for them waits, as
 * all that is computed for everybody does.
 */
export function scoresSource(olap: Olap): FactSource<ScoreFacts> {
  return {
    name: SCORES_SOURCE,
    analytic: {},
    load: async (db, customerIds, { date }) => {
      const runs = await store.listRuns(db, { kinds: KINDS, upTo: date });
      const found = await store.findValues(
        olap,
        runs.map(({ id }) => id),
        customerIds,
      );
      return new Map(
        [...Map.groupBy(found, ({ customerId }) => customerId)].map(([id, values]) => [
          id,
          new Map(values.map(({ runId, value, band }) => [runId, { value, band }])),
        ]),
      );
    },
    none: new Map(),
  };
}

/** Which runs of a score conditions look at. */
export const scoreRunsLookup: LookupSource = {
  name: SCORE_RUNS,
  find: async (db, keys, { date }) => {
    const runs = await store.listRuns(db, { kinds: keys, upTo: date });
    return Map.groupBy(
      runs.map(({ id, kind, asOf }) => ({ id, kind, asOf })),
      ({ kind }) => kind,
    );
  },
};

function matching(
  entries: readonly { readonly value: string; readonly label: Text }[],
  { values, names, text, limit }: CatalogueQuestion,
) {
  const part = text?.toLowerCase();
  return entries
    .filter(({ value, label }) => {
      const said = Object.values(label);
      return (
        (values === undefined || values.includes(value)) &&
        (names === undefined || said.some((name) => names.includes(name))) &&
        (part === undefined || said.some((name) => name.toLowerCase().includes(part)))
      );
    })
    .slice(0, limit);
}

const BANDS = SCORE_KINDS.flatMap(({ name, label, bands }) =>
  bands.map((band) => ({
    value: `${name}:${band.key}`,
    label: { 'zh-CN': `${label['zh-CN']}：${band.label['zh-CN']}`, en: `${label.en}: ${band.label.en}` },
  })),
);

/** What conditions about scores choose from. */
export const scoreCatalogues: readonly CatalogueSource[] = [
  {
    name: 'segments.scores',
    closed: CLOSED,
    entries: (_, question) =>
      Promise.resolve(
        matching(
          SCORE_KINDS.map(({ name, label }) => ({ value: name, label })),
          question,
        ),
      ),
  },
  {
    name: 'segments.score_bands',
    closed: CLOSED,
    entries: (_, question) => Promise.resolve(matching(BANDS, question)),
  },
];
