import type { Fact, Saying } from './order-life.ts';

/** A source speaks: what it says has happened, whatever the table of states thinks of it. */
export function sourceSaying(
  source: string,
  { now, newId }: { readonly now: Date; readonly newId: () => string },
): Saying {
  return { now, byFact: true, speaker: { kind: 'source', id: null, name: source }, newId };
}

/** A fact as a source names it; it happened when it was said unless told otherwise. */
export function factOf(
  item: { readonly source: string; readonly key: string; readonly occurredAt: Date },
  saying: Saying,
  at?: Date,
): Fact {
  return {
    id: saying.newId(),
    source: item.source,
    key: item.key,
    at: at ?? item.occurredAt,
    actorName: item.source,
    actorId: null,
    statedAt: item.occurredAt,
    withdrawnAt: null,
  };
}
