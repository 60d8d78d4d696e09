import type { SettingDefinition } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { read } from '../figures.ts';
import {
  type LearnedScoring,
  type ScoreAsking,
  type ScoreBand,
  type ScoreKind,
  type ScoreReason,
  type ScoreValue,
  text,
} from '../kind.ts';
import type { ChanceReport } from './chance-report.ts';
import { chanceSql, type Reach } from './chance-sql.ts';
import { CHANCE_FEATURES, CHANCE_INPUTS, shownValue } from './feature-words.ts';
import type { Case } from './features.ts';
import { isEnough, type Known, learn, splitAtRandom, splitInTime, verdict, weightsOf } from './judge.ts';
import { chanceOf, effectsOf, type LogisticModel } from './logistic.ts';
import { type ChanceRow, caseAt, chanceRowSchema, daysKnown, knownAt, type Moment } from './moments.ts';

interface ChanceKind {
  readonly name: string;
  readonly label: Text;
  readonly note: Text;
  /** Whether buying is foretold, or not buying. */
  readonly foretells: 'purchase' | 'silence';
  /** What is foretold, within so many days. */
  readonly outcome: (days: number) => Text;
  /** What to do with the highest tenth, the next two tenths, those up to half, the others. */
  readonly advice: readonly [Text, Text, Text, Text];
  readonly horizon: SettingDefinition;
  readonly window: SettingDefinition;
}

/** A chance has more weights than other models and is learned from more customers; still so few that memory is bounded. */
const SAMPLE = 10_000;
/** A shorter look back tells customers hardly apart. */
const SHORTEST_LOOK_BACK = 30;
const REASONS = 3;
const LEARNERS = { model: CHANCE_FEATURES, baseline: ['daysSince'] } as const;

const BANDS = [
  { key: 'top', label: text('最高的十分之一', 'Highest tenth'), above: 0.9 },
  { key: 'high', label: text('其次的十分之二', 'Next two tenths'), above: 0.7 },
  { key: 'middle', label: text('再其次，至一半', 'Up to half'), above: 0.5 },
  { key: 'low', label: text('其余一半', 'Lower half'), above: 0 },
] as const;

/** The chance that something happens within some days, learned from what happened to customers before. */
export function chanceKind(kind: ChanceKind): ScoreKind {
  const reachOf = ({ settings }: ScoreAsking): Reach => ({
    horizonDays: read(settings, kind.horizon),
    windowDays: read(settings, kind.window),
  });
  return {
    name: kind.name,
    version: 1,
    label: kind.label,
    note: kind.note,
    unit: 'share',
    inputs: CHANCE_INPUTS,
    reasonsIn,
    bands: BANDS.map(({ key, label }, place): ScoreBand => ({ key, label, note: kind.advice[place] ?? label })),
    settings: [kind.horizon, kind.window],
    computing: {
      by: 'model',
      sample: SAMPLE,
      sql: (asking) => chanceSql(asking, reachOf(asking)),
      learn: (sample, asking) =>
        learnChances(
          sample.map((row) => chanceRowSchema.parse(row)),
          { kind, reach: reachOf(asking) },
        ),
    },
  };
}

interface Asked {
  readonly kind: ChanceKind;
  readonly reach: Reach;
}

interface Look {
  /** Horizons before the day asked about. */
  readonly horizons: number;
  /** The earliest moment that it is compared with: from each is looked back as far as from that one. */
  readonly earliest: number;
}

/** How far back is looked; 0 where there are too few days. */
function lookBackOf(rows: readonly ChanceRow[], earliest: number, { horizonDays, windowDays }: Reach): number {
  const days = Math.min(windowDays, daysKnown(rows) - earliest * horizonDays);
  return days < SHORTEST_LOOK_BACK ? 0 : days;
}

/** What was known of the customers at a moment, and whether it happened in the horizon after it. */
function knownBefore(
  rows: readonly ChanceRow[],
  { kind, reach }: Asked,
  { horizons, earliest }: Look,
): readonly Known[] {
  const moment = { horizonDays: reach.horizonDays, horizons, lookBack: lookBackOf(rows, earliest, reach) };
  return rows.flatMap((row) => {
    const known = knownAt(row, moment);
    return known === null ? [] : [kind.foretells === 'purchase' ? known : { ...known, happened: !known.happened }];
  });
}

function learnChances(rows: readonly ChanceRow[], asked: Asked): LearnedScoring {
  const { kind, reach } = asked;
  const { horizonDays, windowDays } = reach;
  const newest = knownBefore(rows, asked, { horizons: 1, earliest: 1 });
  const time = splitInTime(
    knownBefore(rows, asked, { horizons: 2, earliest: 2 }),
    knownBefore(rows, asked, { horizons: 1, earliest: 2 }),
    LEARNERS,
  );
  const random = splitAtRandom(newest, LEARNERS);
  const uses = verdict({ time, random });
  const model = uses === 'none' ? null : learn(newest, LEARNERS[uses]);
  const chance: ChanceReport = {
    outcome: kind.outcome(horizonDays),
    horizonDays,
    windowDays,
    uses,
    lacks: model !== null ? null : isEnough(newest) ? 'signal' : 'cases',
    cases: newest.length,
    happened: newest.filter(({ happened }) => happened).length,
    time,
    random,
    features: model === null ? [] : weightsOf(model, newest),
  };
  const today = { horizonDays, horizons: 0, lookBack: lookBackOf(rows, 1, reach) };
  const cuts = model === null ? [] : cutsOf(chancesOf(model, rows, today));
  return {
    report: null,
    chance,
    score: (row) => {
      const one = model === null ? null : caseAt(chanceRowSchema.parse(row), today);
      return model === null || one === null ? null : valueOf(model, one, cuts);
    },
  };
}

function chancesOf(model: LogisticModel, rows: readonly ChanceRow[], moment: Moment): readonly number[] {
  return rows.flatMap((row) => {
    const one = caseAt(row, moment);
    return one === null ? [] : [chanceOf(model, one)];
  });
}

/** From which chance on somebody is in each class. */
function cutsOf(chances: readonly number[]): readonly number[] {
  const sorted = chances.toSorted((a, b) => a - b);
  return BANDS.map(({ above }) => (above === 0 ? 0 : (sorted[Math.ceil(above * sorted.length)] ?? 1)));
}

function valueOf(model: LogisticModel, one: Case, cuts: readonly number[]): ScoreValue {
  const value = chanceOf(model, one);
  const effects = effectsOf(model, one);
  const strongest = [...effects.keys()]
    .toSorted((a, b) => Math.abs(effects[b] ?? 0) - Math.abs(effects[a] ?? 0))
    .slice(0, REASONS);
  return {
    value,
    band: BANDS.find((_, place) => value >= (cuts[place] ?? 0))?.key ?? 'low',
    inputs: strongest.flatMap((place) => {
      const input = placeOf(model, place);
      return [input, shownValue(input, one[CHANCE_FEATURES[input] ?? ''] ?? null), effects[place] ?? 0];
    }),
  };
}

/** The place of a feature of the model among all inputs. */
function placeOf({ shape }: LogisticModel, place: number): number {
  const name = shape.features[place]?.name;
  return CHANCE_FEATURES.findIndex((each) => each === name);
}

/** Which inputs spoke most for or against it, as `valueOf` wrote them: place, value and effect, three times. */
function reasonsIn(inputs: readonly (number | null)[]): readonly ScoreReason[] {
  return Array.from({ length: Math.floor(inputs.length / 3) }, (_, n) => {
    const [place, value, effect] = inputs.slice(3 * n, 3 * n + 3);
    return { place: place ?? 0, value: value ?? null, effect: effect ?? 0 };
  });
}
