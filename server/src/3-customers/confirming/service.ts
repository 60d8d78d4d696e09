import { z } from 'zod';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission, systemContext } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { ProcessKind, Work } from '#work';
import { groupLabel } from '../fields/definition.ts';
import type { Fields } from '../fields/service.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf } from '../profile/store.ts';
import type { ReadSetting } from '../quality/settings.ts';
import type { Confirmations } from './schema.ts';
import { CONFIRM_ACTIVE_DAYS, CONFIRM_AFTER, CONFIRM_TASKS_PER_DAY } from './settings.ts';
import * as store from './store.ts';

export const CONFIRM_JOB = 'customers.ask_for_confirmations';
const PROCESS = 'customers.confirm_data';
const DAY_MS = 86_400_000;
/** Who could not be reached is left alone for so long. */
const AGAIN_DAYS = 30;
const CONTACT_LABEL: Text = { 'zh-CN': '姓名与联系方式', en: 'Name and contact' };

/** What `2-work` does for confirming. */
export type CasesOfWork = Pick<Work, 'start' | 'completeOpenTask' | 'cancelCase'>;

export interface Confirming {
  of(context: Context, customerId: string): Promise<Confirmations>;
  confirm(tx: Tx, context: Context, customerId: string, groups: readonly string[]): Promise<Confirmations>;
  /** Today's tasks, in the worker as soon as it can. */
  ask(tx: Tx, context: Context): Promise<void>;
  /** The job: makes tasks up to the bound of the day and says how many. */
  run(context: Context): Promise<number>;
  readonly process: ProcessKind;
  /** Called by `wiring.ts`, since work is put together later. */
  startCasesWith(work: CasesOfWork): void;
}

export interface ConfirmingNeeds {
  readonly kernel: Kernel;
  readonly setting: ReadSetting<Db | Tx>;
  readonly fields: Pick<Fields, 'list'>;
  readonly profiles: Pick<Profiles, 'requireVisible'>;
  /** Their scores of data quality, in the same transaction. */
  readonly refresh: (tx: Tx, customerIds: readonly string[]) => Promise<void>;
}

interface Ground extends ConfirmingNeeds {
  readonly work: () => CasesOfWork | null;
}

/** Asking at times whether what is known of active customers still holds; the answer sets the date anew. */
export function createConfirming(needs: ConfirmingNeeds): Confirming {
  const { kernel, profiles } = needs;
  let work: CasesOfWork | null = null;
  const ground: Ground = { ...needs, work: () => work };
  return {
    of: async (context, customerId) => {
      requirePermission(context, 'customers.read');
      await profiles.requireVisible(context, customerId);
      return present(ground, kernel.postgres.db, context, customerId);
    },
    confirm: async (tx, context, customerId, groups) => {
      requirePermission(context, 'customers.write');
      await profiles.requireVisible(context, customerId);
      await requireGroups(ground, tx, groups);
      const open = await store.openRequest(tx, customerId);
      const isAnswered = open !== undefined && open.groups.every((group) => groups.includes(group));
      if (isAnswered && work !== null) {
        await answerTask({ work, now: kernel.clock.now() }, tx, context, open);
      }
      await write(ground, tx, context, { customerId, groups, caseId: null });
      return present(ground, tx, context, customerId);
    },
    ask: async (tx, context) => {
      requirePermission(context, 'quality.manage');
      await kernel.jobs.add(tx, context, CONFIRM_JOB, {}, { key: CONFIRM_JOB, queue: CONFIRM_JOB });
    },
    run: (context) => kernel.transaction(context, (tx) => makeTasks(ground, tx, context)),
    process: processOf(ground),
    startCasesWith: (given) => {
      work = given;
    },
  };
}

async function groupsOf({ setting, fields }: ConfirmingNeeds, reader: Db | Tx): Promise<readonly store.AskedGroup[]> {
  const after = await setting<Readonly<Record<string, number>>>(CONFIRM_AFTER.key, reader);
  const definitions = await fields.list(reader);
  return Object.entries(after).map(([group, days]) => ({
    group,
    days,
    keys: definitions.filter((field) => field.group === group).map(({ key }) => key),
  }));
}

async function requireGroups(ground: Ground, tx: Tx, groups: readonly string[]): Promise<void> {
  const known = (await groupsOf(ground, tx)).map(({ group }) => group);
  const strange = groups.findIndex((group) => !known.includes(group));
  if (strange >= 0) {
    const listed = { 'zh-CN': known.join('、'), en: known.join(', ') };
    const message = {
      'zh-CN': `没有这个要核对的分组，可选：${listed['zh-CN']}`,
      en: `no group that is confirmed; there are: ${listed.en}`,
    };
    throw invalidInput([{ field: `groups.${strange}`, code: 'group_unknown', message }]);
  }
}

function labelOf(group: string): Text {
  return group === store.CONTACT_GROUP ? CONTACT_LABEL : groupLabel(group);
}

async function present(ground: Ground, reader: Db | Tx, context: Context, customerId: string): Promise<Confirmations> {
  const now = ground.kernel.clock.now();
  const ages = await store.agesOf(reader, customerId, await groupsOf(ground, reader));
  const open = await store.openRequest(reader, customerId);
  return {
    groups: ages.map(({ group, days, heardAt, confirmedAt, confirmedBy }) => {
      const dueAt = new Date(heardAt.getTime() + days * DAY_MS);
      return {
        group,
        label: labelOf(group),
        heardAt: heardAt.toISOString(),
        confirmedAt: confirmedAt?.toISOString() ?? null,
        confirmedBy,
        dueAt: dueAt.toISOString(),
        isDue: dueAt <= now,
      };
    }),
    open: open === undefined ? null : { caseId: open.caseId, requestedAt: open.requestedAt.toISOString() },
    can: { confirm: may(context.actor, 'customers.write') },
  };
}

/** Who confirms on the page has done the task, when it is theirs to do; else it is taken back, since nobody need ask. */
async function answerTask(
  { work, now }: { readonly work: CasesOfWork; readonly now: Date },
  tx: Tx,
  context: Context,
  { id, caseId }: store.RequestRow,
): Promise<void> {
  try {
    await work.completeOpenTask(tx, context, caseId, { result: 'confirmed' });
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) {
      throw error;
    }
    await store.closeRequest(tx, id, 'confirmed', now);
    const reason = `${context.actor.name} 已在客户画像页确认`;
    await work.cancelCase(tx, systemContext(context.requestId), caseId, reason);
  }
}

async function write(
  { kernel, refresh }: Ground,
  tx: Tx,
  context: Context,
  given: { readonly customerId: string; readonly groups: readonly string[]; readonly caseId: string | null },
): Promise<void> {
  const { customerId, groups, caseId } = given;
  const [anchor] = await anchorsOf(tx, [customerId]);
  if (anchor === undefined) {
    return;
  }
  const by = { ...anchor, at: kernel.clock.now(), name: context.actor.name, caseId };
  const confirmations = [...new Set(groups)].map((group) => ({ id: newId(), group }));
  await store.insertConfirmations(tx, confirmations, by);
  await refresh(tx, [customerId]);
}

async function makeTasks(ground: Ground, tx: Tx, context: Context): Promise<number> {
  const { kernel, setting } = ground;
  const work = ground.work();
  if (work === null) {
    return 0;
  }
  const now = kernel.clock.now();
  const zone = zoneOf(kernel.config.timeZone);
  const today = startOfBusinessDate(businessDateOf(now, zone), zone);
  const made = await store.countRequestsSince(tx, today);
  const limit = (await setting<number>(CONFIRM_TASKS_PER_DAY.key, tx)) - made;
  const groups = await groupsOf(ground, tx);
  if (limit <= 0 || groups.length === 0) {
    return 0;
  }
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const activeSince = before(await setting<number>(CONFIRM_ACTIVE_DAYS.key, tx));
  const due = await store.dueCustomers(tx, groups, { now, activeSince, askedSince: before(AGAIN_DAYS), limit });
  let started = 0;
  for (const customer of due) {
    started += (await startTask({ work, now }, tx, context, customer)) ? 1 : 0;
  }
  return started;
}

async function startTask(
  { work, now }: { readonly work: CasesOfWork; readonly now: Date },
  tx: Tx,
  context: Context,
  { customerId, groups }: store.DueCustomer,
): Promise<boolean> {
  const [anchor] = await anchorsOf(tx, [customerId]);
  const id = newId();
  if (anchor === undefined || !(await store.insertRequest(tx, { id, ...anchor, groups, at: now }))) {
    return false;
  }
  const names = groups.map((group) => labelOf(group)['zh-CN']).join('、');
  const started = await work.start(tx, context, {
    kind: PROCESS,
    title: `核对资料：${names}`,
    subject: { type: 'customer', id: customerId, recordId: anchor.recordId },
    key: `confirm:${id}`,
  });
  await store.setCase(tx, id, started.id);
  return true;
}

const answers = z.object({
  result: z.enum(['confirmed', 'changed', 'unreachable']).meta({
    label: { 'zh-CN': '核对结果', en: 'What came of it' },
    labels: {
      confirmed: { 'zh-CN': '资料仍然有效', en: 'All still holds' },
      changed: { 'zh-CN': '已在客户页更正', en: 'Corrected on the customer’s page' },
      unreachable: { 'zh-CN': '联系不上', en: 'Could not be reached' },
    },
  }),
});

const WORKING_MINUTES = 5 * 8 * 60;

/** One call: does what is known still hold? */
function processOf(ground: Ground): ProcessKind {
  return {
    name: PROCESS,
    version: 1,
    label: { 'zh-CN': '核对客户资料', en: 'Confirm customer data' },
    isOpen: false,
    subjects: ['customer'],
    first: 'confirm',
    steps: [
      {
        type: 'task',
        name: 'confirm',
        label: { 'zh-CN': '向客户核对', en: 'Ask the customer' },
        dueMinutes: WORKING_MINUTES,
        owner: { by: 'queue', key: 'customer_data', name: '客户资料' },
        answers,
        returnsTo: [],
        next: () => null,
        effect: async (tx, context, { caseId, answers: given }) => {
          const { result } = answers.parse(given);
          const request = await store.requestOfCase(tx, caseId);
          if (request === undefined) {
            return;
          }
          await store.closeRequest(tx, request.id, result, ground.kernel.clock.now());
          if (result !== 'unreachable') {
            await write(ground, tx, context, { customerId: request.customerId, groups: request.groups, caseId });
          }
        },
      },
    ],
    onClosed: async (tx, _context, { caseId, status }) => {
      const request = status === 'cancelled' ? await store.requestOfCase(tx, caseId) : undefined;
      if (request !== undefined) {
        await store.closeRequest(tx, request.id, 'cancelled', ground.kernel.clock.now());
      }
    },
  };
}
