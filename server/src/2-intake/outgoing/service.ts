import type { Access } from '#access';
import { AppError } from '#kernel/errors.ts';
import type { GuardedFetch } from '#kernel/http/guarded-fetch.ts';
import type { EventType, Kernel, ModuleParts, SettingDefinition } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import type { Answer } from '../delivering/judge.ts';
import { createDelivering, type Delivering, type Post } from '../delivering/service.ts';
import { createExporting, type Exporting } from '../exporting/service.ts';
import type { AskConsent } from '../exports/consent.ts';
import { exportJob } from '../exports/jobs.ts';
import type { ExportKind } from '../exports/kind.ts';
import { exportRoutes } from '../exports/routes.ts';
import { createExports, type Exports } from '../exports/service.ts';
import { ALONE_ROWS, EXPORT_SETTINGS, KEEP_HOURS, MAX_EXPORT_MEGABYTES } from '../exports/settings.ts';
import { expireExportsTimer } from '../exports/timers.ts';
import { webhookRoutes } from '../webhooks/routes.ts';
import { createWebhooks } from '../webhooks/service.ts';
import { GIVE_UP_HOURS, KEEP_DAYS } from '../webhooks/settings.ts';
import { forgetDeliveriesTimer } from '../webhooks/timers.ts';

/** The way out: files for people, messages for other systems. */
export interface Outgoing {
  readonly parts: ModuleParts;
  /** Started and stopped with the worker. */
  readonly delivering: Delivering;
  /** Asking for files, and (for the commands) writing them at once. */
  readonly exports: Exports;
  readonly exporting: Exporting;
  /** Called by `wiring.ts` for each kind, before anything runs. */
  registerExportKind(kind: ExportKind): void;
  /** Called by `wiring.ts` with who keeps approvals: from then on large exports wait for a second person. */
  askConsentOf(ask: AskConsent): void;
}

export interface OutgoingOptions {
  /** Everything that the modules write to the log. */
  readonly eventTypes: () => readonly EventType[];
  readonly fetch: GuardedFetch;
  readonly secrets: SecretBox;
  readonly setting: <T>(key: string) => Promise<T>;
  /** Of one attempt to deliver (default 15 s). */
  readonly timeoutMs?: number;
}

/** Figures of the way out that people may change. */
export const OUTGOING_SETTINGS: readonly SettingDefinition[] = [GIVE_UP_HOURS, KEEP_DAYS, ...EXPORT_SETTINGS];

const SECRET_PURPOSE = 'intake.webhook';
/** Of the receiver's answer, for the log. */
const ANSWER_BYTES = 500;

/** The way out over one kernel. */
export function createOutgoing(kernel: Kernel, access: Pick<Access, 'audit'>, options: OutgoingOptions): Outgoing {
  const { fetch, secrets, setting, timeoutMs } = options;
  const kinds = new Map<string, ExportKind>();
  const webhooks = createWebhooks(kernel, access, {
    eventTypes: options.eventTypes,
    seal: (secret) => secrets.seal(secret, SECRET_PURPOSE),
    requireAllowed: fetch.requireAllowed,
  });
  const delivering = createDelivering(kernel, {
    post: postThrough(fetch),
    unseal: (sealed) => secrets.open(sealed, SECRET_PURPOSE),
    giveUpHours: () => setting<number>(GIVE_UP_HOURS.key),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  let askConsent: AskConsent | null = null;
  const exporting = createExporting(kernel, {
    kinds,
    aloneRows: () => setting<number>(ALONE_ROWS.key),
    askConsent: () => askConsent,
    keepHours: () => setting<number>(KEEP_HOURS.key),
    maxFileBytes: async () => (await setting<number>(MAX_EXPORT_MEGABYTES.key)) * 1024 ** 2,
  });
  const exports = createExports(kernel, access, kinds);
  return {
    parts: {
      name: 'intake',
      routes: [...webhookRoutes(webhooks), ...exportRoutes(exports)],
      jobs: [exportJob(exporting)],
      timers: [forgetDeliveriesTimer(() => setting<number>(KEEP_DAYS.key)), expireExportsTimer(kernel.files)],
      readers: [webhooks.reader],
      settings: OUTGOING_SETTINGS,
    },
    delivering,
    exports,
    exporting,
    askConsentOf: (ask) => {
      askConsent = ask;
    },
    registerExportKind: (kind) => {
      if (kinds.has(kind.name)) {
        throw new Error(`Two export kinds are called ${kind.name}`);
      }
      kinds.set(kind.name, kind);
    },
  };
}

const FAULTS: Readonly<Record<string, Answer['fault']>> = {
  address_refused: 'address_refused',
  host_timeout: 'timeout',
  host_unreachable: 'unreachable',
};

function postThrough(fetch: GuardedFetch): Post {
  return async (url, { headers, body, timeoutMs }) => {
    const startedAt = performance.now();
    const took = (): number => Math.round(performance.now() - startedAt);
    try {
      const reply = await fetch(url, { method: 'POST', headers, body, timeoutMs, maxBytes: ANSWER_BYTES });
      const patience = Number(reply.headers['retry-after']);
      return {
        status: reply.status,
        fault: null,
        retryAfter: Number.isFinite(patience) && patience > 0 ? patience : null,
        answer: reply.body.toString('utf8').replaceAll('\u0000', ''),
        durationMs: took(),
      };
    } catch (error) {
      const fault = error instanceof AppError ? FAULTS[error.code] : undefined;
      if (fault === undefined) {
        throw error;
      }
      return { status: null, fault, retryAfter: null, answer: null, durationMs: took() };
    }
  };
}
