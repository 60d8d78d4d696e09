/** Somebody in a segment. */
export interface Place {
  readonly segmentId: string;
  readonly customerId: string;
}

/** Who enters and who leaves. */
export interface Moves {
  readonly entered: readonly Place[];
  readonly left: readonly Place[];
}

/** Who has to enter and who to leave, so that those are in who should be: what is so already stays as it is. */
export function movesBetween(before: readonly Place[], after: readonly Place[]): Moves {
  const key = ({ segmentId, customerId }: Place): string => `${segmentId}/${customerId}`;
  const [was, willBe] = [new Set(before.map(key)), new Set(after.map(key))];
  return {
    entered: after.filter((place) => !was.has(key(place))),
    left: before.filter((place) => !willBe.has(key(place))),
  };
}
