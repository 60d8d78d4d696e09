/** Days without an order after which "today" says nothing about the buyers any more. */
const QUIET_DAYS = 31;

/**
 * The date to score buyers at when nobody chose one: undefined (today) while orders keep coming, else the day of the
 * newest order, so that an export of last year still shows who was who. Pages state the date they show.
 */
export function usualDate(newestOrderDate: string | null, today: string): string | undefined {
  if (newestOrderDate === null) {
    return undefined;
  }
  const days = (Date.parse(today) - Date.parse(newestOrderDate)) / 86_400_000;
  return days > QUIET_DAYS ? newestOrderDate : undefined;
}
