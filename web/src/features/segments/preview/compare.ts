import type { Profile } from '../api.ts';
import type { LiftedProfile } from '../understanding/api.ts';

type Trait = Profile['traits'][number];
export type TraitName = Trait['name'];

export interface ComparedPart {
  readonly trait: TraitName;
  readonly value: string;
  readonly label: Trait['label'];
  readonly customers: number;
  /** Of those of whom the rule holds. */
  readonly share: number;
  /** Of everybody, or of those they are compared with. */
  readonly baseShare: number;
  /** How many times as often they have it, where the server has said so. */
  readonly lift?: { readonly value: number; readonly low: number; readonly high: number; readonly isClear: boolean };
}

export interface ComparedTrait {
  readonly name: TraitName;
  readonly label: Trait['label'];
  readonly overlaps: boolean;
  readonly parts: readonly ComparedPart[];
}

/** The value of those of whom nothing is known. */
const UNKNOWN = '';
const REST = '…';

/** Each trait with the share of everybody beside the share of those chosen. */
export function compareTraits(profile: Profile, base: Profile): readonly ComparedTrait[] {
  return profile.traits.map((trait) => {
    const all = base.traits.find(({ name }) => name === trait.name);
    const baseOf = (value: string): number => all?.parts.find((part) => part.value === value)?.customers ?? 0;
    return {
      name: trait.name,
      label: trait.label,
      overlaps: trait.overlaps,
      parts: trait.parts.map(({ value, label, customers }) => ({
        trait: trait.name,
        value,
        label,
        customers,
        share: profile.count === 0 ? 0 : customers / profile.count,
        baseShare: base.count === 0 ? 0 : baseOf(value) / base.count,
      })),
    };
  });
}

/** Each trait with the share of those they are compared with, the lift and its interval. */
export function liftedTraits({ count, baseCount = 0, traits }: LiftedProfile): readonly ComparedTrait[] {
  return traits.map(({ name, label, overlaps, parts }) => ({
    name,
    label,
    overlaps,
    parts: parts.map(({ value, label: called, customers, base }) => ({
      trait: name,
      value,
      label: called,
      customers,
      share: count === 0 ? 0 : customers / count,
      baseShare: baseCount === 0 ? 0 : (base?.customers ?? 0) / baseCount,
      ...liftOf(base),
    })),
  }));
}

type Base = LiftedProfile['traits'][number]['parts'][number]['base'];

function liftOf(base: Base): Pick<ComparedPart, 'lift'> {
  return base === undefined || base.lift === null || base.low === null || base.high === null
    ? {}
    : { lift: { value: base.lift, low: base.low, high: base.high, isClear: base.isClear } };
}

/** What sets them apart most from everybody: one part of each trait first, then whatever differs next. */
export function standOuts(traits: readonly ComparedTrait[], count: number): readonly ComparedPart[] {
  const by = (one: ComparedPart): number => Math.abs(one.share - one.baseShare);
  const sorted = traits
    .flatMap(({ parts }) => parts)
    .filter(({ value, customers, share, baseShare }) => {
      const isNamed = value !== UNKNOWN && value !== REST;
      return isNamed && customers > 0 && Math.abs(share - baseShare) >= 0.01;
    })
    .toSorted((a, b) => by(b) - by(a));
  const firsts = traits.flatMap(({ name }) => sorted.find(({ trait }) => trait === name) ?? []);
  const rest = sorted.filter((part) => !firsts.includes(part));
  return [...firsts.toSorted((a, b) => by(b) - by(a)), ...rest].slice(0, count);
}
