import { type Context, may } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import type { Asking, AsOf, Conditions } from '#kernel/pure/rules/condition.ts';
import { conditionOf } from '#kernel/pure/rules/evaluate.ts';
import { printRule } from '#kernel/pure/rules/text-form.ts';
import { argsOf, conditionNodes, type Rule, type RuleNode, readRule } from '#kernel/pure/rules/tree.ts';
import type { Text } from '#kernel/pure/text.ts';
import { namesFor } from '#kernel/rules/catalogues.ts';
import type { RuleEngine } from '#kernel/rules/engine.ts';
import { expandRule, type SegmentRules } from '../definitions/expand.ts';
import { allSegments } from '../definitions/store.ts';

export interface AskingOptions {
  readonly kernel: Pick<Kernel, 'clock' | 'config'>;
  readonly engine: RuleEngine;
  readonly setting: (key: string, reader: Db | Tx) => Promise<unknown>;
}

/** What every use-case with a rule needs. */
export interface Askings {
  /** The rule that somebody sent. Throws 400 with every fault by its path, also where it would tell masked values. */
  read(reader: Db | Tx, context: Context, given: unknown): Promise<Rule>;
  /** As of which day, in which zone and money; today without a date. */
  asOf(reader: Db | Tx, date?: string): Promise<AsOf>;
  /** The rules with those of other segments in their places. */
  expand(db: Db | Tx, rules: readonly Rule[]): Promise<readonly RuleNode[]>;
  /** Rules in words. */
  say(db: Db | Tx, rules: readonly Rule[]): Promise<readonly Text[]>;
}

/** The setting of commerce that says what money is meant where none is named. */
const CURRENCY_KEY = 'commerce.default_currency';
const FALLBACK_CURRENCY = 'CNY';

export function createAskings({ kernel, engine, setting }: AskingOptions): Askings {
  const currency = async (reader: Db | Tx): Promise<string> => {
    const set = await setting(CURRENCY_KEY, reader);
    return typeof set === 'string' ? set : FALLBACK_CURRENCY;
  };
  const asOf = async (reader: Db | Tx, date?: string): Promise<AsOf> => {
    const zone = kernel.config.timeZone;
    return { date: date ?? businessDateOf(kernel.clock.now(), zoneOf(zone)), zone, currency: await currency(reader) };
  };
  return {
    read: async (reader, context, given) => {
      const reading = readRule(given, engine.conditions);
      if ('faults' in reading) {
        throw invalidInput(reading.faults.map(inRule));
      }
      if (!may(context.actor, REVEAL)) {
        const asking = await engine.prepare(reader, [reading.rule], await asOf(reader));
        requireShown(reading.rule, { conditions: engine.conditions, asking });
      }
      return reading.rule;
    },
    asOf,
    expand: async (db, rules) => {
      const known: SegmentRules = new Map((await allSegments(db)).map(({ id, rule }) => [id, rule]));
      return rules.map((rule) => expandRule(rule, known));
    },
    say: async (db, rules) => {
      const names = await namesFor(engine, db, rules);
      const main = await currency(db);
      return rules.map((rule) => ({
        'zh-CN': printRule(rule, engine.conditions, { locale: 'zh-CN', currency: main, names }),
        en: printRule(rule, engine.conditions, { locale: 'en', currency: main, names }),
      }));
    },
  };
}

const REVEAL = 'customers.reveal';

function inRule(fault: Fault): Fault {
  return { ...fault, field: fault.field === '' ? 'rule' : `rule.${fault.field}` };
}

/** Who may not see a masked value may not find people by it either. */
function requireShown(
  rule: Rule,
  { conditions, asking }: { readonly conditions: Conditions; readonly asking: Asking },
): void {
  const telling = conditionNodes(rule).filter(
    ({ node }) => conditionOf(conditions, node).tellsMasked?.(argsOf(node), asking) === true,
  );
  if (telling.length > 0) {
    throw invalidInput(
      telling.map(({ path }) => ({
        field: `rule.${path}`,
        code: 'field_masked',
        message: { 'zh-CN': '无权按这个字段筛选', en: 'you may not filter by this field' },
      })),
    );
  }
}

/** A rule speaks of everybody, so it is for those who may see all. */
export function requireAllScopes({ actor }: Context): void {
  if (actor.scopeIds !== null) {
    throw new AppError('scope_limited', 403, {
      message: {
        'zh-CN': '客群以全体客户为范围，数据范围受限的账号不能查看',
        en: 'Segments are about all customers, which an account limited to some scopes may not see',
      },
    });
  }
}
