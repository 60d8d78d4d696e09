import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { systemContext } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import { RECURRING_KEY } from '#kernel/timers/timers.ts';
import type { Segments } from '#segments';
import type { Loading, LoadSummary } from '../loading/service.ts';
import { DEFAULT_SEED, DEFAULT_YEARS, type Parameters } from '../parameters.ts';
import { EXAMPLE_SEGMENTS } from './examples.ts';

/** How the demo ended: loaded now, loaded before, or not at all because the base holds other data. */
export type DemoOutcome =
  | { readonly outcome: 'loaded'; readonly summary: LoadSummary }
  | { readonly outcome: 'there' | 'not_empty' };

export interface DemoOptions {
  readonly customers: number;
  readonly signal: AbortSignal;
  /** Told what happens, for people. */
  readonly tell: (text: Text) => void;
}

export interface Demo {
  /**
   * Takes the demo brand into an empty base, its last day being yesterday. Called at every start: goes on after an
   * interruption with the day on which it began, and does nothing when it is there.
   */
  run(options: DemoOptions): Promise<DemoOutcome>;
}

const FILE = 'demo.json';
const stateSchema = z.object({
  parameters: z.object({ customers: z.number(), years: z.number(), seed: z.number(), until: z.string() }),
  done: z.boolean(),
});
type State = z.output<typeof stateSchema>;

interface DemoNeeds {
  readonly kernel: Pick<Kernel, 'clock' | 'config' | 'timers' | 'transaction'>;
  readonly loading: Loading;
  readonly countCustomers: () => Promise<number>;
  readonly definitions: Pick<Segments['definitions'], 'list' | 'create'>;
}

const TELL_EVERY = 0.2;

/**
 * What the nights of a real brand have made long before anybody looks, and in how many seconds: scores and suggestions,
 * then what follows from scores, and the reports. Without it those pages would stand empty until tomorrow.
 */
export const NIGHTLY: Readonly<Record<string, number>> = {
  'segments.compute_scores_daily': 5,
  'marketing.learn_suggestions': 5,
  'care.follow_stages': 60,
  'insight.weekly_report': 60,
  'insight.monthly_pack': 60,
};

/** The demo of `npm start -- --demo`. */
export function createDemo({ kernel, loading, countCustomers, definitions }: DemoNeeds): Demo {
  const file = path.join(kernel.config.dataDir, FILE);
  const save = async (state: State): Promise<void> => {
    // Whole or not at all: a start that is cut off here must find the old state or the new one.
    await writeFile(`${file}.new`, `${JSON.stringify(state)}\n`);
    await rename(`${file}.new`, file);
  };
  return {
    run: async ({ customers, signal, tell }) => {
      const begun = await readState(file);
      if (begun?.done === true) {
        return { outcome: 'there' };
      }
      if (begun === null && (await countCustomers()) > 0) {
        return { outcome: 'not_empty' };
      }
      // The last whole day: nothing may lie ahead of the clock.
      const until = addDays(businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone)), -1);
      const parameters = begun?.parameters ?? { customers, years: DEFAULT_YEARS, seed: DEFAULT_SEED, until };
      await save({ parameters, done: false });
      tell(beginning(parameters));
      let told = 0;
      const summary = await loading.load(parameters, {
        signal,
        onProgress: (share) => {
          if (share >= told + TELL_EVERY) {
            told = share;
            tell({ 'zh-CN': `演示数据 ${percent(share)}`, en: `demo data ${percent(share)}` });
          }
        },
      });
      await makeSegments({ kernel, definitions });
      await bringForward(kernel);
      await save({ parameters, done: true });
      return { outcome: 'loaded', summary };
    },
  };
}

/** The examples that are not there yet: an interrupted start makes none twice. */
async function makeSegments({ kernel, definitions }: Pick<DemoNeeds, 'kernel' | 'definitions'>): Promise<void> {
  const context = systemContext('demo');
  const { items } = await definitions.list(context);
  const taken = new Set(items.map(({ name }) => name));
  for (const example of EXAMPLE_SEGMENTS.filter(({ name }) => !taken.has(name))) {
    await kernel.transaction(context, (tx) => definitions.create(tx, context, { ...example, state: 'saved' }));
  }
}

/** The first night begins at once. */
async function bringForward({ clock, timers, transaction }: DemoNeeds['kernel']): Promise<void> {
  const context = systemContext('demo');
  const now = clock.now().getTime();
  await transaction(context, async (tx) => {
    for (const [kind, seconds] of Object.entries(NIGHTLY)) {
      const dueAt = new Date(now + seconds * 1000);
      await timers.schedule(tx, context, { kind, key: RECURRING_KEY, dueAt, payload: {} });
    }
  });
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function beginning({ customers, until }: Parameters): Text {
  return {
    'zh-CN': `正在后台导入演示数据：模拟品牌，${customers} 位客户，截至 ${until}；页面现在就可以使用`,
    en: `Loading the demo in the background: a simulated brand, ${customers} customers, up to ${until}; the pages can be used now`,
  };
}

/** Null when no demo was ever begun here. */
async function readState(file: string): Promise<State | null> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
