import { AnalyticException } from './exception.ts';

export interface Queue {
  /** Waits for a place and runs the work in it; gives up waiting when the signal fires. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Works that run or wait. */
  size(): number;
}

interface Waiter {
  start(): void;
}

/** At most `places` works at once, the others in the order they came, at most `waiting` of them. */
export function createQueue(options: { readonly places: number; readonly waiting: number }): Queue {
  const waiters = new Set<Waiter>();
  let running = 0;
  const enter = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (running < options.places) {
      running += 1;
      return;
    }
    if (waiters.size >= options.waiting) {
      throw new AnalyticException(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many simultaneous queries');
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        waiters.delete(waiter);
        reject(new AnalyticException(394, 'QUERY_WAS_CANCELLED', 'Query was cancelled'));
      };
      const waiter: Waiter = {
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      waiters.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  const leave = (): void => {
    const [next] = waiters;
    if (next === undefined) {
      running -= 1;
      return;
    }
    // The place passes on, so `running` stays.
    waiters.delete(next);
    next.start();
  };
  return {
    run: async (work, signal) => {
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    size: () => running + waiters.size,
  };
}
