import type { ContactChannel } from '#customers/pure';

/** How a channel would do for a message. */
export interface ChannelAnswer {
  readonly channel: ContactChannel;
  /** `later`: the message waits, as in quiet hours. */
  readonly goes: 'now' | 'later' | 'never';
}

/**
 * The channel for a message when nobody named one: the preferred one when it may be used at all, now or later; else the
 * first by which it goes now, else by which it goes later; null when none may. The order of the answers breaks ties.
 */
export function chooseChannel(
  answers: readonly ChannelAnswer[],
  preferred: ContactChannel | null,
): ContactChannel | null {
  const open = answers.filter(({ goes }) => goes !== 'never');
  const chosen =
    open.find(({ channel }) => channel === preferred) ?? open.find(({ goes }) => goes === 'now') ?? open[0];
  return chosen?.channel ?? null;
}
