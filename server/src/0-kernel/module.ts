import type { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import type { Config } from '#kernel/config/config.ts';
import type { Context } from '#kernel/context.ts';
import type { Olap } from '#kernel/db/olap.ts';
import type { Postgres, Tx } from '#kernel/db/postgres.ts';
import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import type { RetentionKind } from '#kernel/erasure/retention.ts';
import type { EventLog, EventReader } from '#kernel/events/log.ts';
import type { Files } from '#kernel/files/files.ts';
import type { Route } from '#kernel/http/route.ts';
import type { JobKind, Jobs } from '#kernel/jobs/jobs.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import type { Metrics } from '#kernel/metrics/metrics.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { Sealer } from '#kernel/secrets/sealer.ts';
import type { TimerKind, Timers } from '#kernel/timers/timers.ts';

/** The technical ground under every module, made once by `main.ts` (and by tests, as often as they like). */
export interface Kernel {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly postgres: Postgres;
  readonly olap: Olap;
  readonly events: EventLog;
  readonly jobs: Jobs;
  readonly timers: Timers;
  readonly files: Files;
  readonly sealer: Sealer;
  readonly metrics: Metrics;
  /** Runs in one transaction under `transaction_timeout`; rolls back when `work` throws. */
  transaction<T>(context: Context, work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** A figure that people may change: default, unit and where the default comes from (C250). */
export interface SettingDefinition {
  /** `module.name_of_it` */
  readonly key: string;
  readonly label: Text;
  /** What it is counted in: days, minutes, fen, …; null for a choice or a switch. */
  readonly unit: Text | null;
  /** Where the default comes from and what it changes. */
  readonly note: Text;
  readonly schema: z.ZodType;
  readonly defaultValue: unknown;
}

/** An event that a module writes to the log, for those who choose what to hear of. */
export interface EventType {
  /** `module.noun_past_tense` */
  readonly type: string;
  readonly label: Text;
}

/** What a module offers to the rest through `wiring.ts`. */
export interface ModuleParts {
  readonly name: string;
  readonly routes?: readonly Route[];
  readonly jobs?: readonly JobKind[];
  readonly timers?: readonly TimerKind[];
  readonly readers?: readonly EventReader[];
  readonly settings?: readonly SettingDefinition[];
  /** Everything that it writes to the log. */
  readonly eventTypes?: readonly EventType[];
  /** What it does when a person is erased, for every table of its schema. */
  readonly erasure?: ErasureParticipant;
  /** Personal data that it keeps for a time that can be set. */
  readonly retention?: readonly RetentionKind[];
}
