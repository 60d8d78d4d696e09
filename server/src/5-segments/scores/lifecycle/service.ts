import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { explainRule } from '#kernel/pure/rules/evaluate.ts';
import { RULE_VERSION, type Rule } from '#kernel/pure/rules/tree.ts';
import { namesFor } from '#kernel/rules/catalogues.ts';
import type { LookupSource, RuleEngine } from '#kernel/rules/engine.ts';
import type { Askings } from '../../asking/service.ts';
import type { Computing } from '../computing/service.ts';
import { LIFECYCLE_LIMITS } from './limits.ts';
import { LIFECYCLE_SETTINGS, limitsOf } from './settings.ts';
import { LIFECYCLE_STAGES, type LifecycleLimits, type LifecycleStage, STAGE_LABELS } from './stages.ts';
import type { Standing } from './standing.ts';
import { type StagePerson, streamStages } from './store.ts';

type ReadSetting = (key: string, reader?: Db | Tx) => Promise<unknown>;

/** The limits in force; conditions, flows and numbers all ask here. */
export async function lifecycleLimits(setting: ReadSetting, reader?: Db | Tx): Promise<LifecycleLimits> {
  const values = await Promise.all(LIFECYCLE_SETTINGS.map(async ({ key }) => [key, await setting(key, reader)]));
  return limitsOf(Object.fromEntries(values));
}

/** The same for conditions. */
export function lifecycleLookup(setting: ReadSetting): LookupSource {
  return { name: LIFECYCLE_LIMITS, find: async (db) => new Map([['', await lifecycleLimits(setting, db)]]) };
}

/** One computation of where everybody stands. */
export interface StageRun {
  readonly id: string;
  readonly asOf: string;
  readonly currency: string;
  readonly limits: LifecycleLimits;
}

export interface Stages {
  /** Where everybody stands on the usual date; nothing is computed twice from the same facts. */
  compute(): Promise<StageRun>;
  people(runId: string, customerIds?: readonly string[]): AsyncGenerator<readonly StagePerson[]>;
  /** One customer, today, from the facts in PostgreSQL. */
  of(customerId: string): Promise<Standing>;
}

export interface StagesNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap'>;
  readonly scoring: Pick<Computing, 'compute'>;
  readonly engine: RuleEngine;
  readonly askings: Pick<Askings, 'asOf'>;
}

/** The stages of the lifecycle for modules that act on them. */
export function createStages({ kernel, scoring, engine, askings }: StagesNeeds): Stages {
  return {
    compute: async () => {
      const { id, asOf, currency, settings } = await scoring.compute('lifecycle');
      return { id, asOf, currency, limits: limitsOf(settings) };
    },
    people: (runId, customerIds) => streamStages(kernel.olap, runId, customerIds),
    of: async (customerId) => {
      const { db } = kernel.postgres;
      const rules = LIFECYCLE_STAGES.map(ruleOf);
      const asOf = await askings.asOf(db);
      const asking = await engine.prepare(db, rules, asOf);
      const facts = (await engine.load(db, [customerId], { rules, asOf })).get(customerId) ?? (() => undefined);
      const says = { currency: asOf.currency, names: await namesFor(engine, db, rules) };
      for (const stage of LIFECYCLE_STAGES) {
        const told = explainRule(ruleOf(stage), { conditions: engine.conditions, facts, asking, says });
        if (told.yes) {
          return { stage, label: STAGE_LABELS[stage], why: told.parts[0]?.found ?? STAGE_LABELS[stage] };
        }
      }
      throw new Error('Somebody is in no stage of the lifecycle');
    },
  };
}

function ruleOf(stage: LifecycleStage): Rule {
  return { v: RULE_VERSION, all: [{ is: 'lifecycle.stage', stages: [stage] }] };
}
