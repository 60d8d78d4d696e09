import { ATTEMPT_STATES, type AttemptState, CONTACT_CHANNELS, type ContactChannel } from '@zhike/server/contracts';

/** Which attempts the list shows. */
export interface AttemptsSearch {
  readonly state?: AttemptState;
  readonly channel?: ContactChannel;
  readonly reason?: string;
}

const REASON = /^[a-z_]{1,60}$/u;

/** What is no filter is left out. */
export function parseAttemptsSearch(search: Readonly<Record<string, unknown>>): AttemptsSearch {
  const state = ATTEMPT_STATES.find((one) => one === search['state']);
  const channel = CONTACT_CHANNELS.find((one) => one === search['channel']);
  const { reason } = search;
  return {
    ...(state === undefined ? {} : { state }),
    ...(channel === undefined ? {} : { channel }),
    ...(typeof reason === 'string' && REASON.test(reason) ? { reason } : {}),
  };
}
