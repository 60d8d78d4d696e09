import type { BusinessDate } from '#kernel/pure/dates.ts';
import { ageOn, isBirthday } from '../condition-facts/birthday.ts';
import { GUARDIAN_BELOW_AGE } from './state.ts';

/** Whether somebody is known to be a child on a day; nobody whose birthday is unknown. */
export function isMinorOn(birthday: BusinessDate | null, date: BusinessDate): boolean {
  return birthday !== null && isBirthday(birthday) && ageOn(birthday, date) < GUARDIAN_BELOW_AGE;
}
