import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { GuardedFetch, GuardedReply } from '#kernel/http/guarded-fetch.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import type { Records } from '../../records/service.ts';
import type { ConnectorKind, PulledPage } from '../kind.ts';
import { secretsInForce } from '../secrets/service.ts';
import * as store from '../store.ts';
import { nextTry, retryAfterSeconds } from './timing.ts';

export interface Pulling {
  /** Sets the next pull; at once when no time is given. Nothing when the connector does not pull or is stopped. */
  schedule(tx: Tx, context: Context, connector: store.ConnectorRow, at?: Date): Promise<void>;
  /** Pulls page after page until the last one, each kept before the next is asked for; then sets the next pull. */
  run(context: Context, connectorId: string, options: { readonly signal: AbortSignal }): Promise<void>;
  /** Asks for one page and writes nothing. */
  test(connector: store.ConnectorRow): Promise<{ ok: boolean; items: number; problem: Text | null }>;
}

export const PULL_TIMER = 'intake.pull_connector';
export const PULL_JOB = 'intake.pull_connector';

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 20 * 1024 * 1024;
/** Pages in one run; more wait for the next one. */
const MAX_PAGES = 200;
const BATCH = 500;
const MINUTE_MS = 60_000;

export interface PullingNeeds {
  readonly records: Pick<Records, 'take'>;
  readonly secrets: SecretBox;
  readonly fetch: GuardedFetch;
  readonly kindOf: (connector: store.ConnectorRow) => { readonly kind: ConnectorKind; readonly settings: unknown };
}

type Needs = Pick<Kernel, 'postgres' | 'clock' | 'timers' | 'transaction' | 'log'>;

/** What the shop did not give, and when it wants to be asked again. */
interface Failure {
  readonly reason: Text & { readonly code: string };
  readonly askedSeconds: number | null;
}

type Fetched = { readonly page: Extract<PulledPage, { ok: true }> } | { readonly failure: Failure };

/** Asking connected systems for what changed. */
export function createPulling(kernel: Needs, needs: PullingNeeds): Pulling {
  const schedule = createScheduling(kernel, needs);
  return {
    schedule,
    run: async (context, connectorId, { signal }) => {
      for (let pages = 0; pages < MAX_PAGES && !signal.aborted; pages += 1) {
        const connector = await store.findConnector(kernel.postgres.db, connectorId);
        if (connector === undefined || !connector.enabled) {
          return;
        }
        const fetched = await fetchPage(kernel, needs, connector);
        if ('failure' in fetched) {
          await noteFailure(kernel, { schedule, context, connector }, fetched.failure);
          return;
        }
        await takePage(kernel, { needs, context, connector }, fetched.page);
        if (fetched.page.isLast) {
          break;
        }
      }
      await kernel.transaction(context, async (tx) => {
        const connector = await store.lockConnector(tx, connectorId);
        const minutes = connector === undefined ? null : minutesOf(needs, connector);
        if (connector !== undefined && minutes !== null) {
          await schedule(tx, context, connector, new Date(kernel.clock.now().getTime() + minutes * MINUTE_MS));
        }
      });
    },
    test: async (connector) => {
      const fetched = await fetchPage(kernel, needs, { ...connector, pullCursor: null });
      return 'failure' in fetched
        ? { ok: false, items: 0, problem: fetched.failure.reason }
        : { ok: true, items: fetched.page.rows.length, problem: null };
    },
  };
}

function minutesOf({ kindOf }: PullingNeeds, connector: store.ConnectorRow): number | null {
  const { kind, settings } = kindOf(connector);
  return kind.pullEveryMinutes(settings);
}

function createScheduling(kernel: Needs, needs: PullingNeeds): Pulling['schedule'] {
  return async (tx, context, connector, at) => {
    if (!connector.enabled || minutesOf(needs, connector) === null) {
      await kernel.timers.cancel(tx, PULL_TIMER, connector.id);
      return;
    }
    const timer = { kind: PULL_TIMER, key: connector.id, payload: { connectorId: connector.id } };
    await kernel.timers.schedule(tx, context, { ...timer, dueAt: at ?? kernel.clock.now() });
  };
}

interface Taking {
  readonly needs: PullingNeeds;
  readonly context: Context;
  readonly connector: store.ConnectorRow;
}

async function takePage(
  kernel: Needs,
  { needs, context, connector }: Taking,
  page: Extract<PulledPage, { ok: true }>,
): Promise<void> {
  let rejected = 0;
  for (let at = 0; at < page.rows.length; at += BATCH) {
    const rows = page.rows.slice(at, at + BATCH);
    const taken = await needs.records.take(context, rows, { scopeId: connector.scopeId ?? undefined });
    rejected += taken.filter((row) => row.outcome === 'rejected').length;
  }
  const now = kernel.clock.now();
  const records = page.rows.length;
  const status = rejected === 0 ? 'accepted' : rejected < records ? 'partly' : 'rejected';
  // After the rows: when this is lost the page comes again, and its rows are the same ones.
  await kernel.transaction(context, async (tx) => {
    await store.savePage(tx, connector.id, { cursor: page.cursor, now });
    if (records > 0) {
      await store.noteDelivery(tx, { ...pullNote(connector, now), status, records, rejected, reason: null });
    }
  });
}

function pullNote({ id }: store.ConnectorRow, at: Date) {
  return { id: newId(), connectorId: id, way: 'pull', deliveryKey: null, topic: null, at } as const;
}

interface Failing {
  readonly schedule: Pulling['schedule'];
  readonly context: Context;
  readonly connector: store.ConnectorRow;
}

function noteFailure(
  kernel: Needs,
  { schedule, context, connector }: Failing,
  { reason, askedSeconds }: Failure,
): Promise<void> {
  return kernel.transaction(context, async (tx) => {
    const failures = await store.saveFailure(tx, connector.id, reason);
    const at = kernel.clock.now();
    await store.noteDelivery(tx, {
      ...pullNote(connector, at),
      status: 'refused',
      records: 0,
      rejected: 0,
      reason,
    });
    await schedule(tx, context, connector, nextTry(at, { failures, askedSeconds }));
  });
}

async function fetchPage(
  kernel: Needs,
  { kindOf, secrets, fetch }: PullingNeeds,
  connector: store.ConnectorRow,
): Promise<Fetched> {
  const { kind, settings } = kindOf(connector);
  const now = kernel.clock.now();
  try {
    const [token = null] = await secretsInForce(secrets, connector, { name: 'token', now });
    const request = kind.pullRequest(settings, { cursor: connector.pullCursor, token });
    const reply = await fetch(request.url, {
      method: 'GET',
      headers: request.headers,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    });
    if (reply.status !== 200) {
      return {
        failure: {
          reason: statusReason(reply.status),
          askedSeconds: retryAfterSeconds(reply.headers['retry-after'], now),
        },
      };
    }
    const body = readJson(reply);
    const page =
      body === undefined
        ? ANSWER_UNREADABLE
        : kind.readPage(
            { headers: reply.headers, body },
            { settings, source: connector.source, cursor: connector.pullCursor },
          );
    return page.ok ? { page } : { failure: { reason: { code: page.code, ...page.reason }, askedSeconds: null } };
  } catch (error) {
    if (error instanceof AppError) {
      return { failure: { reason: { code: error.code, ...error.text }, askedSeconds: null } };
    }
    throw error;
  }
}

function readJson(reply: GuardedReply): unknown {
  try {
    return reply.isCut ? undefined : JSON.parse(reply.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const ANSWER_UNREADABLE = {
  ok: false,
  code: 'answer_unreadable',
  reason: {
    'zh-CN': '对方的回答不是 JSON，或超过 20 MB；请减小 pageSize',
    en: 'The answer is not JSON, or longer than 20 MB; make pageSize smaller',
  },
} as const;

function statusReason(status: number): Text & { readonly code: string } {
  const hint: Text =
    status === 401 || status === 403
      ? { 'zh-CN': '：请检查访问令牌', en: ': check the token' }
      : status >= 300 && status < 400
        ? { 'zh-CN': '：请填写跳转后的地址', en: ': give the address that it redirects to' }
        : status === 429
          ? { 'zh-CN': '：对方要求放慢，将按其要求的时间再试', en: ': asked to slow down; tried again when it said' }
          : { 'zh-CN': '', en: '' };
  return {
    code: 'answer_status',
    'zh-CN': `对方回答 ${status}${hint['zh-CN']}`,
    en: `The shop answered ${status}${hint.en}`,
  };
}
