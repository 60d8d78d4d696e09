/** Where an attempt to reach somebody stands. */
export const ATTEMPT_STATES = [
  'requested',
  'suppressed',
  'deferred',
  'queued',
  'in_flight',
  'sent',
  'delivered',
  'bounced',
  'failed',
  'outcome_unknown',
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/**
 * What may follow. Nothing leads from `in_flight` back to being sent but the provider's word that it has not got it
 * (`queued`): what was on its way when a process ended is `outcome_unknown`, and only a receipt ends that.
 */
export const NEXT_STATES: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  requested: ['suppressed', 'deferred', 'queued'],
  deferred: ['suppressed', 'deferred', 'queued'],
  queued: ['suppressed', 'deferred', 'in_flight', 'failed'],
  in_flight: ['sent', 'queued', 'bounced', 'failed', 'outcome_unknown'],
  sent: ['delivered', 'bounced'],
  outcome_unknown: ['sent', 'delivered', 'bounced'],
  delivered: ['bounced'],
  suppressed: [],
  bounced: [],
  failed: [],
};

/** Whether one state may follow another. */
export function mayFollow(from: AttemptState, to: AttemptState): boolean {
  return NEXT_STATES[from].includes(to);
}

/** States after which the values of a message are of no use. */
export function isOver(state: AttemptState): boolean {
  return !['requested', 'deferred', 'queued', 'in_flight'].includes(state);
}

/** Whether the message surely never left, so that it takes no place under the caps. */
export function neverLeft(state: AttemptState): boolean {
  return state === 'suppressed' || state === 'deferred' || state === 'failed';
}
