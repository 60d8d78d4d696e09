import type { EventLog, EventReader } from '#kernel/events/log.ts';

interface Pumped {
  readonly events: EventLog;
}

/** A writer of another database that ends while a reader looks holds that reader back for an instant. */
const LOOKS = 3;

/** Lets each reader see all that is committed. */
export async function pumpAll({ events }: Pumped, readers: readonly EventReader[]): Promise<void> {
  for (const reader of readers) {
    let empty = 0;
    while (empty < LOOKS) {
      empty = (await events.pump(reader)) > 0 ? 0 : empty + 1;
    }
  }
}
