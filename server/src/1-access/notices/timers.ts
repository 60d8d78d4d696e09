import { z } from 'zod';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { deleteRead } from './store.ts';

const DAY_MS = 86_400_000;
/** So long one can look up what one has read. */
const KEEP_DAYS = 90;

/** Removes notices that were read long ago; unread ones stay. */
export const forgetNoticesTimer: TimerKind = {
  name: 'access.forget_notices',
  payload: z.object({}),
  every: (after) => new Date(after.getTime() + DAY_MS),
  fire: (_payload, { tx, dueAt }) => deleteRead(tx, new Date(dueAt.getTime() - KEEP_DAYS * DAY_MS)),
};
