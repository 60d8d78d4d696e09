import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Asking } from '#kernel/pure/rules/condition.ts';
import { explainRule } from '#kernel/pure/rules/evaluate.ts';
import type { Rule, RuleNode } from '#kernel/pure/rules/tree.ts';
import { namesFor } from '#kernel/rules/catalogues.ts';
import type { RuleEngine } from '#kernel/rules/engine.ts';
import { type Askings, requireAllScopes } from '../asking/service.ts';
import type { CustomerName } from '../scores/rfm/service.ts';
import { BUCKETS, estimate, sampleOf } from './estimate.ts';
import { countCustomers, countPeople } from './store.ts';

export interface PreviewParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap'>;
  readonly engine: RuleEngine;
  readonly askings: Askings;
  readonly feed: Pick<Feed, 'freshness'>;
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
  /** Those of the customers that there are. */
  readonly existing: (reader: Db | Tx, ids: readonly string[]) => Promise<readonly string[]>;
}

export interface PreviewQuestion {
  readonly rule: unknown;
  readonly asOf?: string | undefined;
  readonly estimate: boolean;
}

export type Preview = ReturnType<typeof createPreview>;

const PERMISSION = 'segments.read';
const PEOPLE = 20;

/** What a rule comes to while it is being written: how many, who for instance, and why somebody. */
export function createPreview(parts: PreviewParts) {
  const { kernel, engine, askings, feed, customerNames } = parts;
  const { db } = kernel.postgres;
  const peopleOf = async (ids: readonly string[]) => {
    const names = await customerNames(ids);
    return ids.map((customerId) => ({
      customerId,
      name: names.get(customerId)?.name ?? null,
      account: names.get(customerId)?.account ?? null,
    }));
  };
  const countRule = async (rule: Rule, question: PreviewQuestion) => {
    const [asOf, [node = rule], total] = await Promise.all([
      askings.asOf(db, question.asOf),
      askings.expand(db, [rule]),
      question.estimate ? countCustomers(kernel.olap) : 0,
    ]);
    const asking = await engine.prepare(db, [node], asOf);
    return { asOf: asOf.date, ...(await count({ parts, node, asking }, question.estimate ? total : null)) };
  };
  return {
    preview: async (context: Context, question: PreviewQuestion) => {
      requirePermission(context, PERMISSION);
      requireAllScopes(context);
      const startedMs = performance.now();
      const rule = await askings.read(db, context, question.rule, { date: question.asOf });
      // None of the three waits for another.
      const [counted, [sentence = { 'zh-CN': '', en: '' }], { upTo, secondsBehind, stale }] = await Promise.all([
        countRule(rule, question),
        askings.say(db, [rule]),
        feed.freshness(),
      ]);
      const { people, ...numbers } = counted;
      return {
        ...numbers,
        sample: await peopleOf(people),
        sentence,
        tookMs: Math.round(performance.now() - startedMs),
        freshness: { upTo: upTo?.toISOString() ?? null, secondsBehind, stale },
      };
    },
    explain: (context: Context, question: ExplainQuestion) => explain(parts, context, question),
  };
}

interface ExplainQuestion {
  readonly rule: unknown;
  readonly customerId: string;
  readonly asOf?: string | undefined;
}

/** Why a rule holds for somebody, or does not. */
async function explain(parts: PreviewParts, context: Context, question: ExplainQuestion) {
  const { kernel, engine, askings } = parts;
  const { db } = kernel.postgres;
  requirePermission(context, PERMISSION);
  requireAllScopes(context);
  const { customerId } = question;
  if ((await parts.existing(db, [customerId])).length === 0) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
  }
  const rule = await askings.read(db, context, question.rule, { date: question.asOf });
  const asOf = await askings.asOf(db, question.asOf);
  const [node = rule] = await askings.expand(db, [rule]);
  const asking = await engine.prepare(db, [node], asOf);
  const facts = (await engine.load(db, [customerId], { rules: [node], asOf })).get(customerId);
  const names = await namesFor(engine, db, [node]);
  const explanation = explainRule(node, {
    conditions: engine.conditions,
    facts: facts ?? (() => undefined),
    asking,
    says: { currency: asOf.currency, names },
  });
  return { asOf: asOf.date, explanation };
}

interface Counting {
  readonly parts: PreviewParts;
  readonly node: RuleNode;
  readonly asking: Asking;
}

interface Counted {
  readonly count: number;
  readonly of: number;
  readonly interval?: { readonly low: number; readonly high: number };
  readonly people: readonly string[];
}

/** Exactly, or from a sample of the `total`. */
async function count({ parts, node, asking }: Counting, total: number | null): Promise<Counted> {
  const { kernel, engine } = parts;
  const take = total === null ? null : sampleOf(total);
  const sample = take === null ? {} : { sample: { take, of: BUCKETS } };
  const counted = await countPeople(kernel.olap, engine.compile([node], { asking, ...sample }), PEOPLE);
  if (total === null || take === null) {
    return counted;
  }
  const { of: sampled, count: hits, people } = counted;
  return { ...estimate({ hits, sampled, total }), of: total, people };
}
