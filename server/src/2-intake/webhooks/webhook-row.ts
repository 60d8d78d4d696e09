import type { DeliveryState } from './schema.ts';

/** One signing secret as it is kept; `until` is null for the newest. */
export interface SealedSecret {
  readonly sealed: string;
  readonly until: string | null;
}

/** A webhook as it is stored. */
export interface WebhookRow {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly state: 'active' | 'paused' | 'disabled';
  readonly disabledReason: string | null;
  readonly secrets: readonly SealedSecret[];
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly retryAt: Date | null;
  readonly createdAt: Date;
}

/** What waits, was given up and arrived last. */
export interface WebhookFigures {
  readonly id: string;
  readonly pending: number;
  readonly failed: number;
  readonly lastDeliveredAt: Date | null;
}

/** A message as it is stored. */
export interface DeliveryRow {
  readonly id: string;
  readonly webhookId: string;
  readonly type: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAt: Date;
  readonly lastStatus: number | null;
  readonly lastFault: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}
