/** Members who bought, by the set of channels in which they did. */
export interface ChannelSet {
  readonly channels: readonly string[];
  readonly customers: number;
}

export interface ChannelShare {
  readonly channel: string;
  readonly buyers: number;
  /** Of all members; the interval holds the truth 99 % of the time. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** 99 %: several channels are looked at together. */
const Z = 2.575_829;

/** A share with the interval of Wilson, which holds for few and for shares near one. */
export function shareOf(buyers: number, members: number): Omit<ChannelShare, 'channel' | 'buyers'> {
  if (members === 0) {
    return { share: 0, low: 0, high: 1 };
  }
  const share = buyers / members;
  const z2 = (Z * Z) / members;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = Math.sqrt(z2 * share * (1 - share) + (z2 * z2) / 4) / (1 + z2);
  return { share, low: Math.max(0, Math.min(share, middle - half)), high: Math.min(1, Math.max(share, middle + half)) };
}

/**
 * Whether more members buy in one channel than in another, and chance hardly explains it. The same people may buy in
 * both, so only those who buy in one of them alone tell the channels apart (McNemar, with the correction of Edwards).
 */
export function isAhead(one: string, other: string, sets: readonly ChannelSet[]): boolean {
  const onlyIn = (here: string, there: string): number =>
    sets
      .filter(({ channels }) => channels.includes(here) && !channels.includes(there))
      .reduce((sum, { customers }) => sum + customers, 0);
  const [more, less] = [onlyIn(one, other), onlyIn(other, one)];
  return more > less && (more - less - 1) ** 2 > Z * Z * (more + less);
}

/** The channels of a group, the one with most buyers first, and the best of them: null where chance may explain it. */
export function chooseChannel(
  members: number,
  sets: readonly ChannelSet[],
): { readonly channels: readonly ChannelShare[]; readonly best: string | null } {
  const names = [...new Set(sets.flatMap(({ channels }) => channels))];
  const channels = names
    .map((channel) => {
      const buyers = sets
        .filter((set) => set.channels.includes(channel))
        .reduce((sum, { customers }) => sum + customers, 0);
      return { channel, buyers, ...shareOf(buyers, members) };
    })
    .toSorted((a, b) => b.buyers - a.buyers || (a.channel < b.channel ? -1 : 1));
  const [first, ...others] = channels;
  const isBest =
    first !== undefined && others.length > 0 && others.every(({ channel }) => isAhead(first.channel, channel, sets));
  return { channels, best: isBest ? first.channel : null };
}
