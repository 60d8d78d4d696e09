import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Segments } from '#segments';
import type { MoveRule, MoveRuleInput } from './schema.ts';
import * as store from './store.ts';

export interface RulesNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock'>;
  readonly access: Pick<Access, 'audit' | 'staff'>;
  readonly segments: Pick<Segments, 'strategies' | 'definitions'>;
}

export type Rules = ReturnType<typeof createRules>;

const NOUN = { 'zh-CN': '阶段变动规则', en: 'rule for moves' } as const;
const WRITE = 'care.write';

/** What is done when somebody moves from one stage to another. */
export function createRules(needs: RulesNeeds) {
  const { kernel, access } = needs;
  const save = async (tx: Tx, context: Context, id: string, given: MoveRuleInput): Promise<MoveRule> => {
    await requireSound(needs, tx, id, given);
    const row = { ...given, id, changedBy: context.actor.name, changedAt: kernel.clock.now() };
    await store.putRule(tx, row);
    await audit(access, tx, context, 'care.rule_changed', id);
    const [shown] = await present(needs, tx, [row]);
    return shown ?? gone(id);
  };
  return {
    list: async (reader: Db | Tx): Promise<MoveRule[]> => present(needs, reader, await store.listRules(reader)),
    create: (tx: Tx, context: Context, given: MoveRuleInput) => {
      requireCare(context, WRITE);
      return save(tx, context, newId(), given);
    },
    change: async (tx: Tx, context: Context, id: string, given: MoveRuleInput) => {
      requireCare(context, WRITE);
      if ((await store.findRule(tx, id)) === null) {
        gone(id);
      }
      return save(tx, context, id, given);
    },
    remove: async (tx: Tx, context: Context, id: string): Promise<void> => {
      requireCare(context, WRITE);
      if (!(await store.deleteRule(tx, id))) {
        gone(id);
      }
      await audit(access, tx, context, 'care.rule_removed', id);
    },
  };
}

/** Stages and losses are of everybody: accounts that see only some scopes do not see them. */
export function requireCare(context: Context, permission: string): void {
  requirePermission(context, permission);
  if (context.actor.scopeIds !== null) {
    throw new AppError('scope_limited', 403, {
      message: {
        'zh-CN': '客户关怀涵盖所有范围，而你的权限只限于部分范围',
        en: 'Customer care covers every scope; yours are limited to some',
      },
    });
  }
}

function gone(id: string): never {
  throw notFound(NOUN, id);
}

async function audit(
  access: RulesNeeds['access'],
  tx: Tx,
  context: Context,
  action: string,
  subjectId: string,
): Promise<void> {
  await access.audit(tx, context, { action, subjectType: 'move_rule', subjectId, detail: {} });
}

async function requireSound(needs: RulesNeeds, tx: Tx, id: string, given: MoveRuleInput): Promise<void> {
  const faults: Fault[] = [];
  const say = (field: string, code: string, zh: string, en: string): void => {
    faults.push({ field, code, message: { 'zh-CN': zh, en } });
  };
  if (given.from === given.to) {
    say('from', 'same_stage', '起点与终点应是不同的阶段', 'is another stage than the one moved to');
  } else if (await store.sameMove(tx, { ...given, id })) {
    say('to', 'rule_exists', '这一变动已有规则，请直接修改那一条', 'has a rule already; change that one');
  }
  if (given.makesTask && given.dueDays === null) {
    say('dueDays', 'due_missing', '写下几天内完成', 'says in how many days it is due');
  }
  if (!given.makesTask && given.segmentId === null) {
    say('makesTask', 'rule_empty', '至少生成任务或选用一个策略', 'makes a task, or names a strategy');
  }
  const member =
    given.assigneeId === null ? null : (await needs.access.staff.find(tx, [given.assigneeId])).get(given.assigneeId);
  if (member === undefined || member?.disabled === true) {
    say('assigneeId', 'assignee_unknown', '负责人应为可登录的员工', 'is somebody of the staff who can sign in');
  }
  if (given.segmentId !== null && !(await namesOf(needs, tx, [given.segmentId])).has(given.segmentId)) {
    say('segmentId', 'segment_unknown', '没有这个客群', 'is no segment that there is');
  }
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

async function namesOf(
  { segments }: RulesNeeds,
  reader: Db | Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return segments.definitions.names(reader, ids);
}

async function present(needs: RulesNeeds, reader: Db | Tx, rows: readonly store.RuleRow[]): Promise<MoveRule[]> {
  const segmentIds = [...new Set(rows.flatMap(({ segmentId }) => segmentId ?? []))];
  const [staff, names, strategies] = [
    await needs.access.staff.find(reader, [...new Set(rows.flatMap(({ assigneeId }) => assigneeId ?? []))]),
    await namesOf(needs, reader, segmentIds),
    await needs.segments.strategies.of(reader, segmentIds),
  ];
  return rows.map(({ assigneeId, segmentId, changedAt, ...row }) => ({
    ...row,
    assignee: assigneeId === null ? null : { id: assigneeId, name: staff.get(assigneeId)?.name ?? '' },
    segment:
      segmentId === null
        ? null
        : {
            id: segmentId,
            name: names.get(segmentId) ?? '',
            isHeld: strategies.get(segmentId)?.state === 'running',
          },
    changedAt: changedAt.toISOString(),
  }));
}
