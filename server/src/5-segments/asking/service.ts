import { type Context, may } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, isBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import { EARLIEST_DATE, LATEST_DATE } from '#kernel/pure/rules/bounds.ts';
import type { AsOf } from '#kernel/pure/rules/condition.ts';
import { conditionOf } from '#kernel/pure/rules/evaluate.ts';
import { printRule } from '#kernel/pure/rules/text-form.ts';
import {
  argsOf,
  type ConditionNode,
  conditionNodes,
  type Rule,
  type RuleNode,
  readRule,
} from '#kernel/pure/rules/tree.ts';
import type { Text } from '#kernel/pure/text.ts';
import { namesFor, unknownChoices } from '#kernel/rules/catalogues.ts';
import type { RuleEngine } from '#kernel/rules/engine.ts';
import { expandedSize, expandRule, MAX_EXPANDED, nodesBehind, type SegmentRules } from '../definitions/expand.ts';
import { allSegments } from '../definitions/store.ts';

export interface AskingOptions {
  readonly kernel: Pick<Kernel, 'clock' | 'config'>;
  readonly engine: RuleEngine;
  readonly setting: (key: string, reader: Db | Tx) => Promise<unknown>;
}

/** What every use-case with a rule needs. */
export interface Askings {
  /** The rule that somebody sent. Throws 400 with every fault by its path, also where it would tell masked values. */
  read(
    reader: Db | Tx,
    context: Context,
    given: unknown,
    options?: {
      /** The day that the rule is asked about; today when absent. */
      readonly date?: string | undefined;
      /** The rule that it takes the place of. */
      readonly before?: Rule | undefined;
    },
  ): Promise<Rule>;
  /** Of each rule, whether it and the rules that it names ask nothing that would tell a masked value to this actor. */
  mayAsk(reader: Db | Tx, context: Context, rules: readonly Rule[]): Promise<readonly boolean[]>;
  /** As of which day, in which zone and money; today without a date. Throws 400 for a day that no store knows. */
  asOf(reader: Db | Tx, date?: string): Promise<AsOf>;
  /** The rules with those of other segments in their places. Throws 400 when one becomes too large by that. */
  expand(db: Db | Tx, rules: readonly Rule[]): Promise<readonly RuleNode[]>;
  /** Rules in words. */
  say(db: Db | Tx, rules: readonly Rule[]): Promise<readonly Text[]>;
}

/** The setting of commerce that says what money is meant where none is named. */
const CURRENCY_KEY = 'commerce.default_currency';
const FALLBACK_CURRENCY = 'CNY';

export function createAskings(options: AskingOptions): Askings {
  const { kernel, engine, setting } = options;
  const currency = async (reader: Db | Tx): Promise<string> => {
    const set = await setting(CURRENCY_KEY, reader);
    return typeof set === 'string' ? set : FALLBACK_CURRENCY;
  };
  const asOf = async (reader: Db | Tx, date?: string): Promise<AsOf> => {
    requireKnownDay(date);
    const zone = kernel.config.timeZone;
    return { date: date ?? businessDateOf(kernel.clock.now(), zoneOf(zone)), zone, currency: await currency(reader) };
  };
  return {
    read: (reader, context, given, about = {}) => readAsked({ engine, asOf }, { reader, context, given }, about),
    mayAsk: async (reader, context, rules) => {
      const hidden = hiddenFrom(context);
      if (!hidden.personal && !hidden.sensitive) {
        return rules.map(() => true);
      }
      const asking = { today: await asOf(reader), isToday: true, hidden };
      const known = await segmentRules(reader);
      const answers: boolean[] = [];
      for (const rule of rules) {
        answers.push((await tellingParts({ engine, rules: known }, reader, [rule], asking)).length === 0);
      }
      return answers;
    },
    asOf,
    expand: async (db, rules) => {
      const known = await segmentRules(db);
      return rules.map((rule) => {
        requireSize(rule, known);
        return expandRule(rule, known);
      });
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

interface Sent {
  readonly reader: Db | Tx;
  readonly context: Context;
  readonly given: unknown;
}

async function readAsked(
  { engine, asOf }: Pick<AskingOptions, 'engine'> & Pick<Askings, 'asOf'>,
  { reader, context, given }: Sent,
  { date, before }: { readonly date?: string | undefined; readonly before?: Rule | undefined },
): Promise<Rule> {
  const reading = readRule(given, engine.conditions);
  if ('faults' in reading) {
    throw invalidInput(reading.faults.map(inRule));
  }
  const { rule } = reading;
  const unknown = await unknownChoices(engine, reader, { rule, before });
  if (unknown.length > 0) {
    throw invalidInput(unknown.map(inRule));
  }
  const today = await asOf(reader);
  await requireAnswerable(engine, reader, rule, today);
  const hidden = hiddenFrom(context);
  if (hidden.personal || hidden.sensitive) {
    const isToday = date === undefined || date === today.date;
    const ground = { engine, rules: await segmentRules(reader) };
    requireShown(await tellingParts(ground, reader, [rule], { today, isToday, hidden }));
  }
  return rule;
}

/** What is kept encrypted cannot be asked everything. */
async function requireAnswerable(engine: RuleEngine, reader: Db | Tx, rule: Rule, asOf: AsOf): Promise<void> {
  const nodes = conditionNodes(rule).filter(({ node }) => conditionOf(engine.conditions, node).refuses !== undefined);
  if (nodes.length === 0) {
    return;
  }
  const asking = await engine.prepare(
    reader,
    nodes.map(({ node }) => node),
    asOf,
  );
  const faults = nodes.flatMap(({ node, path }) => {
    const message = conditionOf(engine.conditions, node).refuses?.(argsOf(node), asking) ?? null;
    return message === null ? [] : [{ field: `rule.${path}`, code: 'field_sealed', message }];
  });
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

async function segmentRules(db: Db | Tx): Promise<SegmentRules> {
  return new Map((await allSegments(db)).map(({ id, rule }) => [id, rule]));
}

/** The analytic store knows the days from 1900 on, and the last one has to end. */
function requireKnownDay(date: string | undefined): void {
  if (date !== undefined && (!isBusinessDate(date) || date < EARLIEST_DATE || date >= LATEST_DATE)) {
    const message = {
      'zh-CN': '日期应在 1900-01-01 到 2299-12-30 之间',
      en: 'dates lie between 1900-01-01 and 2299-12-30',
    };
    throw invalidInput([{ field: 'asOf', code: 'date_invalid', message }]);
  }
}

/** Throws 400 when a rule with those of other segments in their places is too large to be asked. */
export function requireSize(rule: Rule, known: SegmentRules, field = 'rule'): void {
  const size = expandedSize(rule, known);
  if (size > MAX_EXPANDED) {
    throw invalidInput([
      {
        field,
        code: 'rule_too_large',
        message: {
          'zh-CN': `连同引用的客群，规则最多 ${MAX_EXPANDED} 个条件和分组，这条有 ${size} 个`,
          en: `with the segments that it names a rule has at most ${MAX_EXPANDED} conditions and groups; this one has ${size}`,
        },
      },
    ]);
  }
}

const REVEAL = 'customers.reveal';
const REVEAL_SENSITIVE = 'customers.reveal_sensitive';

/** Levels whose values the asker may not see. */
function hiddenFrom({ actor }: Context): Telling['hidden'] {
  return { personal: !may(actor, REVEAL), sensitive: !may(actor, REVEAL_SENSITIVE) };
}

function inRule(fault: Fault): Fault {
  return { ...fault, field: fault.field === '' ? 'rule' : `rule.${fault.field}` };
}

interface Telling {
  readonly today: AsOf;
  readonly isToday: boolean;
  /** Levels whose values the asker may not see. */
  readonly hidden: { readonly personal: boolean; readonly sensitive: boolean };
}

/** The parts of rules that would tell masked values, by themselves or by the rules of segments that they name. */
async function tellingParts(
  { engine, rules: known }: { readonly engine: RuleEngine; readonly rules: SegmentRules },
  reader: Db | Tx,
  rules: readonly Rule[],
  { today, isToday, hidden }: Telling,
): Promise<readonly string[]> {
  for (const rule of rules) {
    requireSize(rule, known);
  }
  const parts = rules
    .flatMap((rule) => conditionNodes(rule))
    .map(({ node, path }) => ({ path, inner: nodesBehind(node, known) }));
  const asking = await engine.prepare(
    reader,
    parts.flatMap(({ inner }) => inner),
    today,
  );
  const tells = (node: ConditionNode): boolean => {
    const condition = conditionOf(engine.conditions, node);
    const told = condition.tellsMasked?.(argsOf(node), asking) ?? false;
    const overTime = !isToday && condition.tellsMaskedOverTime === true;
    return (told === 'sensitive' && hidden.sensitive) || ((told !== false || overTime) && hidden.personal);
  };
  return parts.filter(({ inner }) => inner.some(tells)).map(({ path }) => path);
}

/** Who may not see a masked value may not find people by it either. */
function requireShown(telling: readonly string[]): void {
  if (telling.length > 0) {
    throw invalidInput(
      telling.map((path) => ({
        field: `rule.${path}`,
        code: 'field_masked',
        message: { 'zh-CN': '无权按这个字段筛选', en: 'you may not filter by this field' },
      })),
    );
  }
}

/** The members of a segment tell what its rule asks. */
export function requireAskable(isAskable: boolean): void {
  if (!isAskable) {
    throw new AppError('field_masked', 403, {
      message: {
        'zh-CN': '这个客群按不对您显示的字段筛选，成员只对有权查看该字段的人显示',
        en: 'The rule of this segment asks about a field that is masked for you, so its members are shown only to those who may see it',
      },
    });
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
