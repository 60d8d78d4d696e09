/** Bands of the score `purchasing-power`. */
export const POWERS = ['high', 'middle', 'low'] as const;
export type Power = (typeof POWERS)[number];
export const TIERS = [1, 2, 3] as const;
export type Tier = (typeof TIERS)[number];

/** For whom a brand or category is meant. */
export interface Place {
  readonly tier: Tier;
  readonly kind: 'brand' | 'category';
  readonly id: string;
  readonly powers: readonly Power[];
  /** Full years, both included; null: no bound. */
  readonly ageFrom: number | null;
  readonly ageTo: number | null;
}

/** What is known of whoever is looked for a place. */
export interface Whom {
  /** Null: has not bought yet. */
  readonly power: Power | null;
  /** Null: the birthday is unknown. */
  readonly age: number | null;
}

/** The places meant for somebody, the highest tier first. Who is unknown in one respect fits places open in it. */
export function placesFor<Some extends Place>(places: readonly Some[], { power, age }: Whom): readonly Some[] {
  return places
    .filter(({ powers, ageFrom, ageTo }) => {
      const isPower = power === null ? powers.length === POWERS.length : powers.includes(power);
      const isOpen = ageFrom === null && ageTo === null;
      return isPower && (age === null ? isOpen : age >= (ageFrom ?? 0) && age <= (ageTo ?? Number.POSITIVE_INFINITY));
    })
    .toSorted((a, b) => a.tier - b.tier);
}

/** An age band of the map: every age in it stands in the same places. */
export interface AgeBand {
  readonly from: number;
  /** Null: no end. */
  readonly to: number | null;
}

/** The ages between all bounds of a map, from the youngest on. */
export function ageBands(places: readonly Pick<Place, 'ageFrom' | 'ageTo'>[]): readonly AgeBand[] {
  const starts = new Set([0]);
  for (const { ageFrom, ageTo } of places) {
    if (ageFrom !== null) {
      starts.add(ageFrom);
    }
    if (ageTo !== null) {
      starts.add(ageTo + 1);
    }
  }
  const sorted = [...starts].toSorted((a, b) => a - b);
  return sorted.map((from, place) => {
    const next = sorted[place + 1];
    return { from, to: next === undefined ? null : next - 1 };
  });
}
