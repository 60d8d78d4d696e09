/** From when on a browser was whose. */
export interface Identification {
  readonly anonymousId: string;
  readonly at: Date;
  readonly recordId: string;
}

/** How long before it became known whose browser it is its events still count as that person's. */
export const JOIN_DAYS = 90;

/** Of one chunk: in the order of time, without those that say again what the one before said. */
export function distinctIdentifications(given: readonly Identification[]): readonly Identification[] {
  const latest = new Map<string, string>();
  return given
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .filter(({ anonymousId, recordId }) => {
      const isNew = latest.get(anonymousId) !== recordId;
      latest.set(anonymousId, recordId);
      return isNew;
    });
}
