import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { describeCondition } from '#kernel/pure/rules/describe.ts';
import { parseRuleText } from '#kernel/pure/rules/text-form.ts';
import { canonicalRule, nodeKey, type Rule } from '#kernel/pure/rules/tree.ts';
import type { Locale, Text } from '#kernel/pure/text.ts';
import { type CatalogueSource, CLOSED, entriesOf, namesInText } from '#kernel/rules/catalogues.ts';
import type { RuleEngine } from '#kernel/rules/engine.ts';
import { type Askings, requireAllScopes, requireSize } from '../asking/service.ts';
import { isDrafting } from '../drafting/service.ts';
import { lastRuns } from '../runs/store.ts';
import type { Strategies } from '../strategies/service.ts';
import { circleOf, segmentsOf } from './expand.ts';
import type { SavedSegment, Segment } from './schema.ts';
import { searchKeys } from './search-keys.ts';
import { isStale } from './stale.ts';
import * as store from './store.ts';

const READ = 'segments.read';
const WRITE = 'segments.write';
const NOUN = { 'zh-CN': '客群', en: 'segment' } as const;
const CATALOGUE_LIMIT = 50;
/** Values of one argument that are asked for by name. */
const MAX_NAMED = 200;

interface CatalogueFilter {
  readonly text?: string | undefined;
  readonly value?: string | readonly string[] | undefined;
}

type ChangedSegment = SavedSegment & { readonly baseVersion?: number | undefined };

export interface DefinitionParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'olap'>;
  readonly engine: RuleEngine;
  readonly askings: Askings;
  /** Work out who is in a segment, as soon as the transaction has committed. */
  readonly refreshSoon: (tx: Tx, context: Context, id: string) => Promise<void>;
  readonly strategies: Pick<Strategies, 'of'>;
  readonly setting: (key: string) => Promise<unknown>;
  /** Everybody leaves. */
  readonly empty: (tx: Tx, context: Context, segment: store.SegmentRow) => Promise<void>;
}

export type Definitions = ReturnType<typeof createDefinitions>;

/** Named rules: what they say, in which versions. */
export function createDefinitions(parts: DefinitionParts) {
  const one = async (reader: Db | Tx, row: store.SegmentRow): Promise<Segment> => {
    const [segment] = await present(parts, reader, [row]);
    if (segment === undefined) {
      throw notFound(NOUN, row.id);
    }
    return segment;
  };
  return {
    ...ruleQuestions(parts),
    list: async (context: Context) => {
      authorise(context, READ);
      const { db } = parts.kernel.postgres;
      const items = await withCare(parts, db, await present(parts, db, await store.allSegments(db)));
      return { items, can: { write: may(context.actor, WRITE) } };
    },
    get: async (context: Context, id: string) => {
      authorise(context, READ);
      const { db } = parts.kernel.postgres;
      const row = await store.findSegment(db, id);
      if (row === undefined) {
        throw notFound(NOUN, id);
      }
      const [segment] = await withCare(parts, db, [await one(db, row)]);
      if (segment === undefined) {
        throw notFound(NOUN, id);
      }
      const users = (await store.allSegments(db)).filter(({ rule }) => segmentsOf(rule).includes(id));
      return {
        ...segment,
        versions: await versionsOf(parts, id),
        usedBy: users.map(({ id: userId, name }) => ({ id: userId, name })),
        can: { write: may(context.actor, WRITE) },
      };
    },
    create: async (tx: Tx, context: Context, given: SavedSegment) =>
      one(tx, await create(parts, { tx, context, given })),
    update: async (tx: Tx, context: Context, id: string, given: ChangedSegment) =>
      one(tx, await update(parts, { tx, context, given }, id)),
    archive: (tx: Tx, context: Context, id: string) => archive(parts, { tx, context }, id),
    restore: async (tx: Tx, context: Context, id: string) => one(tx, await restore(parts, { tx, context }, id)),
  };
}

const isSaid = (word: string): boolean => word !== '';

/** What a rule can be made of, and what a text means. */
function ruleQuestions({ kernel, engine, askings, setting }: DefinitionParts) {
  const { postgres } = kernel;
  return {
    conditions: async (context: Context) => {
      requirePermission(context, READ);
      const { currency } = await askings.asOf(postgres.db);
      const items = [...engine.conditions.values()].map((condition) => {
        const described = describeCondition(condition);
        // Who looks for “second tier” means the tier of the city.
        const chosen = described.args.flatMap(({ options }) => options.flatMap(({ label }) => Object.values(label)));
        return { ...described, keys: searchKeys(condition.label, [condition.words ?? '', ...chosen].filter(isSaid)) };
      });
      return { currency, drafts: await isDrafting(setting), items };
    },
    catalogue: async (context: Context, name: string, { text = '', value }: CatalogueFilter) => {
      authorise(context, READ);
      const values = value === undefined ? {} : { values: [value].flat() };
      const part = text === '' ? {} : { text };
      const limit = value === undefined ? CATALOGUE_LIMIT : MAX_NAMED;
      const found = await entriesOf(engine.catalogues, postgres.db, { catalogue: name, limit, ...part, ...values });
      return { items: found.map(({ words = [], ...entry }) => ({ ...entry, keys: searchKeys(entry.label, words) })) };
    },
    /** What segments are called that were not put away. */
    names: async (reader: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> =>
      new Map((await store.allSegments(reader)).flatMap(({ id, name }) => (ids.includes(id) ? [[id, name]] : []))),
    readText: async (context: Context, { text, locale }: { readonly text: string; readonly locale: Locale }) => {
      authorise(context, READ);
      const { currency } = await askings.asOf(postgres.db);
      const names = await namesInText(engine, postgres.db, text);
      const reading = parseRuleText(text, engine.conditions, { locale, currency, names });
      if ('faults' in reading) {
        throw invalidInput(reading.faults);
      }
      const [sentence = { 'zh-CN': '', en: '' }] = await askings.say(postgres.db, [reading.rule]);
      return { rule: reading.rule, sentence };
    },
  };
}

async function versionsOf({ kernel, askings }: DefinitionParts, id: string) {
  const { db } = kernel.postgres;
  const versions = await store.versionsOf(db, id);
  const sentences = await askings.say(
    db,
    versions.map(({ rule }) => rule),
  );
  return versions.map(({ version, rule, changedBy, changedAt }, index) => ({
    version,
    rule,
    sentence: sentences[index] ?? { 'zh-CN': '', en: '' },
    changedBy,
    changedAt: changedAt.toISOString(),
  }));
}

async function present(
  { kernel, askings }: DefinitionParts,
  reader: Db | Tx,
  rows: readonly store.SegmentRow[],
): Promise<Segment[]> {
  const sentences = await askings.say(
    reader,
    rows.map(({ rule }) => rule),
  );
  const asked = { isUp: await kernel.olap.ping(), now: kernel.clock.now() };
  return rows.map((row, index) => ({
    ...presentSegment(row, sentences[index] ?? { 'zh-CN': '', en: '' }),
    stale: isStale(row, asked),
  }));
}

/** What is done for each, and what its last refresh cost. */
async function withCare({ strategies }: DefinitionParts, reader: Db | Tx, segments: readonly Segment[]) {
  const ids = segments.map(({ id }) => id);
  const [plans, runs] = await Promise.all([strategies.of(reader, ids), lastRuns(reader, ids)]);
  return segments.map((segment) => {
    const { state, owner, endsOn } = plans.get(segment.id) ?? NO_STRATEGY;
    return { ...segment, strategy: { state, owner, endsOn }, lastRun: runs.get(segment.id) ?? null };
  });
}

const NO_STRATEGY = { state: 'none', owner: null, endsOn: null } as const;

/** Segments that rules may name. */
export const segmentCatalogue: CatalogueSource = {
  name: 'segments.segments',
  closed: CLOSED,
  entries: store.segmentEntries,
};

function authorise(context: Context, permission: string): void {
  requirePermission(context, permission);
  requireAllScopes(context);
}

interface Saving {
  readonly tx: Tx;
  readonly context: Context;
  readonly given: SavedSegment;
}

async function create(parts: DefinitionParts, { tx, context, given }: Saving): Promise<store.SegmentRow> {
  authorise(context, WRITE);
  const rule = await parts.askings.read(tx, context, given.rule);
  const now = parts.kernel.clock.now();
  const { actor } = context;
  const row: store.SegmentRow = {
    ...given,
    id: newId(),
    rule,
    version: 1,
    owner: `${actor.kind}:${actor.id ?? ''}`,
    ownerName: actor.name,
    createdAt: now,
    updatedAt: now,
    refreshedAt: null,
    refreshedVersion: null,
    members: 0,
  };
  await store.lockRules(tx);
  await requireSound(tx, row);
  await store.insertSegment(tx, row);
  await store.insertVersion(tx, { ...row, by: actor.name, at: now });
  if (row.state === 'saved') {
    await parts.refreshSoon(tx, context, row.id);
  }
  return row;
}

async function update(
  parts: DefinitionParts,
  { tx, context, given: { baseVersion, ...given } }: Saving & { readonly given: ChangedSegment },
  id: string,
): Promise<store.SegmentRow> {
  authorise(context, WRITE);
  await store.lockRules(tx);
  const before = await store.lockSegment(tx, id);
  if (before === undefined) {
    throw notFound(NOUN, id);
  }
  const rule = await parts.askings.read(tx, context, given.rule, { before: before.rule });
  requireBase(before, baseVersion);
  const now = parts.kernel.clock.now();
  // The database keeps keys in an order of its own.
  const isOther = nodeKey(canonicalRule(before.rule)) !== nodeKey(canonicalRule(rule));
  const row = { ...before, ...given, rule, version: before.version + (isOther ? 1 : 0), updatedAt: now };
  await requireSound(tx, row);
  await store.updateSegment(tx, row);
  if (isOther) {
    await store.insertVersion(tx, { ...row, by: context.actor.name, at: now });
  }
  if (row.state === 'draft') {
    await parts.empty(tx, context, row);
    return { ...row, members: 0 };
  }
  if (isOther || before.state === 'draft') {
    await parts.refreshSoon(tx, context, id);
  }
  return row;
}

async function archive(parts: DefinitionParts, { tx, context }: Omit<Saving, 'given'>, id: string): Promise<void> {
  authorise(context, WRITE);
  await store.lockRules(tx);
  const row = await store.lockSegment(tx, id);
  if (row === undefined) {
    throw notFound(NOUN, id);
  }
  const users = (await store.allSegments(tx)).filter(({ rule }) => segmentsOf(rule).includes(id));
  if (users.length > 0) {
    const names = users.map(({ name }) => `“${name}”`);
    throw new AppError('segment_in_use', 409, {
      message: {
        'zh-CN': `客群${names.join('、')}的规则引用了它，请先修改这些规则`,
        en: `The rules of ${names.join(', ')} name it; change them first`,
      },
    });
  }
  await parts.empty(tx, context, row);
  await store.archiveSegment(tx, id, parts.kernel.clock.now());
}

/** Nobody's change is overwritten unseen. */
function requireBase({ version, name }: store.SegmentRow, baseVersion: number | undefined): void {
  if (baseVersion !== undefined && baseVersion !== version) {
    throw new AppError('segment_changed', 409, {
      message: {
        'zh-CN': `客群“${name}”已有第 ${version} 版，而这次修改基于第 ${baseVersion} 版；请先查看对方的修改`,
        en: `“${name}” is at version ${version} by now, and this change was made from version ${baseVersion}; look at the other change first`,
      },
    });
  }
}

async function restore(
  parts: DefinitionParts,
  { tx, context }: Omit<Saving, 'given'>,
  id: string,
): Promise<store.SegmentRow> {
  authorise(context, WRITE);
  await store.lockRules(tx);
  const row = await store.lockArchived(tx, id);
  if (row === undefined) {
    throw notFound(NOUN, id);
  }
  await requireSound(tx, row);
  await store.restoreSegment(tx, id, parts.kernel.clock.now());
  if (row.state === 'saved') {
    await parts.refreshSoon(tx, context, id);
  }
  return { ...row, members: 0, refreshedAt: null, refreshedVersion: null };
}

/** A name of its own, segments that there are, and no circle. */
async function requireSound(tx: Tx, row: store.SegmentRow): Promise<void> {
  const others = (await store.allSegments(tx)).filter(({ id }) => id !== row.id);
  if (others.some(({ name }) => name.toLowerCase() === row.name.toLowerCase())) {
    const message: Text = {
      'zh-CN': `已有名为“${row.name}”的客群`,
      en: `There is a segment called “${row.name}” already`,
    };
    throw new AppError('segment_name_taken', 409, {
      message,
      faults: [{ field: 'name', code: 'segment_name_taken', message }],
    });
  }
  const rules = new Map<string, Rule>([...others, row].map(({ id, rule }) => [id, rule]));
  const circle = circleOf(row.id, row.rule, rules);
  if (circle !== null) {
    const names = circle.through.map((id) => [...others, row].find((one) => one.id === id)?.name ?? id);
    throw invalidInput([
      {
        field: `rule.${circle.path}`,
        code: 'segment_circle',
        message: {
          'zh-CN': `客群不能绕回自身：${[row.name, ...names].join(' → ')}`,
          en: `a segment may not lead back to itself: ${[row.name, ...names].join(' → ')}`,
        },
      },
    ]);
  }
  // A rule also grows where others name it.
  for (const one of [...others, row]) {
    requireSize(one.rule, rules);
  }
}

function presentSegment(row: store.SegmentRow, sentence: Text): Omit<Segment, 'stale'> {
  const { id, name, note, rule, version, state, refresh, ownerName, members } = row;
  return {
    id,
    name,
    note,
    rule,
    sentence,
    version,
    state,
    refresh,
    owner: ownerName,
    members,
    refreshedAt: row.refreshedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
