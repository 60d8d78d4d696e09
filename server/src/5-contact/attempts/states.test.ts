import { describe, expect, it } from 'vitest';
import { ATTEMPT_STATES, type AttemptState, mayFollow } from './states.ts';

/** Every state with those that can be reached from it. */
function reachable(from: AttemptState, without: AttemptState): ReadonlySet<AttemptState> {
  const found = new Set<AttemptState>();
  const open = [from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const next of ATTEMPT_STATES) {
      if (next !== without && mayFollow(state, next) && !found.has(next)) {
        found.add(next);
        open.push(next);
      }
    }
  }
  return found;
}

describe('the states of an attempt', () => {
  it('begin with the request and never come back to it', () => {
    expect(ATTEMPT_STATES.filter((state) => mayFollow(state, 'requested'))).toEqual([]);
  });

  it.each(['sent', 'delivered', 'bounced', 'suppressed', 'failed', 'outcome_unknown'] as const)(
    'never lead from %s back to being sent',
    (state) => {
      const later = reachable(state, 'requested');
      expect([later.has('in_flight'), later.has('queued')]).toEqual([false, false]);
    },
  );

  it('lead to the provider only through the queue', () => {
    expect(ATTEMPT_STATES.filter((state) => mayFollow(state, 'in_flight'))).toEqual(['queued']);
  });
});
