/** A row of the trail as it is signed: what the table holds, instants to the microsecond. */
export interface SignedContent {
  readonly id: string;
  /** `2026-03-02T02:00:00.000000Z` */
  readonly at: string;
  readonly requestId: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string | null;
  readonly reason: string | null;
  readonly detail: unknown;
}

/** The same text for the same content, whatever order the keys of `detail` come back in. */
export function contentText(row: SignedContent): string {
  return JSON.stringify([
    row.id,
    row.at,
    row.requestId,
    row.actorKind,
    row.actorId,
    row.action,
    row.subjectType,
    row.subjectId,
    row.reason,
    inOrder(row.detail),
  ]);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inOrder);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  // Pairs, since an object would put keys that look like numbers first.
  return { pairs: entries.map(([key, each]) => [key, inOrder(each)]) };
}
