import type { QueuePick } from './schema.ts';

export interface QueueMember {
  readonly userId: string | null;
  readonly role: string | null;
}

export interface QueueRow {
  readonly id: string;
  readonly key: string | null;
  readonly name: string;
  readonly scopeId: string | null;
  readonly calendarId: string | null;
  readonly pick: QueuePick;
  readonly rank: number;
  readonly limitPerPerson: number | null;
  readonly closedAt: Date | null;
  readonly members: readonly QueueMember[];
  readonly waiting: number;
}
