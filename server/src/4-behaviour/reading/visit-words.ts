import type { Locale } from '#kernel/pure/text.ts';
import { EVENT_KINDS, EVENT_LABELS, type EventKind } from '../recording/event-kinds.ts';

/** What was done in a visit, as one line: 浏览商品 3 · 搜索 1. */
export function visitWords(kinds: readonly EventKind[], locale: Locale): string {
  const counts = Map.groupBy(kinds, (kind) => kind);
  return EVENT_KINDS.flatMap((kind) => {
    const count = counts.get(kind)?.length ?? 0;
    return count === 0 || kind === 'visit' ? [] : [`${EVENT_LABELS[kind][locale]} ${count}`];
  }).join(' · ');
}
