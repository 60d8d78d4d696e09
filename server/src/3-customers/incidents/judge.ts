/** What the law asks of an incident before it may be closed, and what of it is done. */
export interface IncidentState {
  readonly risk: 'none' | 'low' | 'high';
  readonly measures: string | null;
  readonly authorityNotifiedAt: Date | null;
  readonly peopleNotifiedAt: Date | null;
}

export type Missing = 'measures' | 'authority' | 'people';

/**
 * What is still to be done. Without a risk nobody has to be told; with a low one the authority (GDPR Art. 33), with a
 * high one the people too (GDPR Art. 34, PIPL Art. 57).
 */
export function missingToClose({ risk, measures, authorityNotifiedAt, peopleNotifiedAt }: IncidentState): Missing[] {
  return [
    ...(measures === null || measures.trim() === '' ? (['measures'] as const) : []),
    ...(risk !== 'none' && authorityNotifiedAt === null ? (['authority'] as const) : []),
    ...(risk === 'high' && peopleNotifiedAt === null ? (['people'] as const) : []),
  ];
}

/** GDPR Art. 33: without undue delay and within 72 hours; PIPL Art. 57 says at once. */
export const AUTHORITY_HOURS = 72;
const HOUR_MS = 3_600_000;

/** The timer that reminds of the report, and how long before. */
export const INCIDENT_DUE = 'customers.incident_due';
const REMINDED_HOURS = 24;

export function reminderAt(dueAt: Date): Date {
  return new Date(dueAt.getTime() - REMINDED_HOURS * HOUR_MS);
}

export function authorityDueAt(discoveredAt: Date): Date {
  return new Date(discoveredAt.getTime() + AUTHORITY_HOURS * HOUR_MS);
}
