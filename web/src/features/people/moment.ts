const MOMENT = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(\d{1,2})[:：](\d{2}))?$/u;
/** The business's zone has no summer time. */
const ZONE = '+08:00';

/** A moment as people write it, in the business's zone; a date alone is its noon. Null when it is none. */
export function readMoment(text: string): Date | null {
  const [, year = '', month = '', day = '', hour = '12', minute = '00'] = MOMENT.exec(text.trim()) ?? [];
  const two = (part: string): string => part.padStart(2, '0');
  const local = `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:00`;
  const at = new Date(`${local}${ZONE}`);
  // The 31st of a short month would roll over into the next one.
  return Number.isNaN(at.getTime()) || new Date(`${local}Z`).toISOString().slice(0, 19) !== local ? null : at;
}
