import type { Locale } from '#kernel/pure/text.ts';

/** Which days parcels are welcome on. */
export const DELIVERY_DAYS = ['workdays', 'weekends', 'holidays'] as const;
export type DeliveryDay = (typeof DELIVERY_DAYS)[number];

/** Hours of some days in which parcels are welcome; minutes of the day, `to` after `from`. */
export interface DeliveryWindow {
  readonly days: readonly DeliveryDay[];
  readonly from: number;
  readonly to: number;
}

const HOUR = 60;
const DAY = 24 * HOUR;
const MAX_WINDOWS = 6;

type Hours = Pick<DeliveryWindow, 'from' | 'to'>;

const DAY_WORDS: readonly (readonly [RegExp, readonly DeliveryDay[]])[] = [
  [/^(?:每天|天天|任何时[间候]|随时|任意|every ?day|daily|any ?(?:day|time))/iu, DELIVERY_DAYS],
  [
    /^(?:工作日|平日|平时|(?:周|星期)一[至到~-](?:周|星期)?五|working ?days?|weekdays?|workdays?|mon(?:day)?s? ?(?:-|–|to) ?fri(?:day)?s?)/iu,
    ['workdays'],
  ],
  [/^(?:周末|双休日?|(?:周|星期)六(?:周|星期)?[日天]|weekends?)/iu, ['weekends']],
  [/^(?:法定)?(?:节假日|节日|假日|假期)|^(?:public |bank )?holidays?/iu, ['holidays']],
];

const HOUR_WORDS: readonly (readonly [RegExp, Hours])[] = [
  [/^(?:全天|整天|all ?day)/iu, { from: 0, to: DAY }],
  [/^(?:上午|早上|mornings?)(?!\d)/iu, { from: 9 * HOUR, to: 12 * HOUR }],
  [/^(?:中午|noon)(?!\d)/iu, { from: 12 * HOUR, to: 14 * HOUR }],
  [/^(?:下午|afternoons?)(?!\d)/iu, { from: 14 * HOUR, to: 18 * HOUR }],
  [/^(?:晚上|晚间|傍晚|evenings?)(?!\d)/iu, { from: 18 * HOUR, to: 21 * HOUR }],
];

const CLOCK = String.raw`(\d{1,2})(?:[:：]([0-5]\d)| ?[时点](半)?)? ?(am|pm)?`;
const HOUR_RANGE = new RegExp(
  String.raw`^(?:(上午|早上|下午|晚上|晚间) ?)?${CLOCK} ?(?:-|–|—|~|～|至|到|to) ?${CLOCK}(?: ?[时点])?`,
  'iu',
);
const OPEN_RANGE = new RegExp(
  String.raw`^(?:(上午|早上|下午|晚上|晚间) ?)?(after |before )?${CLOCK} ?((?:之|以)?[后前])?`,
  'iu',
);
const BETWEEN = /^(?:[\s,，;；、。.·/:：+&]|和|及|与|或|的|and\b|or\b|on\b|from\b|between\b)+/iu;

/**
 * When somebody takes parcels in, as people write it in Chinese and English: `工作日 18-21 时`, `周末全天`, `工作日晚上；
 * 节假日 9:30-12:00`, `weekdays 6pm-9pm`. Hours without days hold on all of them. Null for what is no such thing.
 */
export function readDeliveryWindows(text: string): readonly DeliveryWindow[] | null {
  const windows: DeliveryWindow[] = [];
  let rest = text.normalize('NFKC').trim();
  let days: DeliveryDay[] = [];
  let hasHours = false;
  while (rest !== '') {
    const step = readDays(rest) ?? readHours(rest) ?? readBetween(rest);
    if (step === null) {
      return null;
    }
    if (step.days !== undefined) {
      // Days after hours begin the next window.
      days = hasHours ? [...step.days] : [...days, ...step.days];
      hasHours = false;
    }
    if (step.hours !== undefined) {
      windows.push({ days: days.length === 0 ? DELIVERY_DAYS : inOrder(days), ...step.hours });
      hasHours = true;
    }
    rest = rest.slice(step.length);
  }
  // Days without hours: all day.
  const whole = days.length > 0 && !hasHours ? [{ days: inOrder(days), from: 0, to: DAY }] : [];
  const found = [...windows, ...whole];
  return found.length === 0 || found.length > MAX_WINDOWS || !found.every(isPossible) ? null : found;
}

interface Step {
  readonly length: number;
  readonly days?: readonly DeliveryDay[];
  readonly hours?: Hours;
}

function readDays(text: string): Step | null {
  for (const [word, days] of DAY_WORDS) {
    const found = word.exec(text);
    if (found !== null) {
      return { length: found[0].length, days };
    }
  }
  return null;
}

function readHours(text: string): Step | null {
  const range = HOUR_RANGE.exec(text);
  if (range !== null) {
    const [whole, part = '', h1 = '', m1, half1, ap1, h2 = '', m2, half2, ap2] = range;
    const isLate = /下午|晚/u.test(part);
    const from = minutesOf({ hour: h1, minutes: m1, half: half1, isLate: isLate || isPm(ap1 ?? ap2, h1, h2, ap1) });
    const to = minutesOf({ hour: h2, minutes: m2, half: half2, isLate: isLate || ap2?.toLowerCase() === 'pm' });
    return { length: whole.length, hours: { from, to } };
  }
  const open = readOpenHours(text);
  if (open !== null) {
    return open;
  }
  for (const [word, hours] of HOUR_WORDS) {
    const found = word.exec(text);
    if (found !== null) {
      return { length: found[0].length, hours };
    }
  }
  return null;
}

/** `18 点后`, `after 6pm`: to the end of the day, or from its beginning. */
function readOpenHours(text: string): Step | null {
  const [whole, part = '', english = '', hour = '', minutes, half, ap, chinese = ''] = OPEN_RANGE.exec(text) ?? [];
  if (whole === undefined || (english === '') === (chinese === '')) {
    return null;
  }
  const isLate = /下午|晚/u.test(part) || ap?.toLowerCase() === 'pm';
  const at = minutesOf({ hour, minutes, half, isLate });
  const isAfter = chinese.endsWith('后') || /^after/iu.test(english);
  return { length: whole.length, hours: isAfter ? { from: at, to: DAY } : { from: 0, to: at } };
}

/** `6-9pm` means the evening, `10am-1pm` and `10-1pm` begin in the morning. */
function isPm(word: string | undefined, from: string, to: string, own: string | undefined): boolean {
  return word?.toLowerCase() === 'pm' && (own !== undefined || Number(from) < Number(to) || Number(to) === 12);
}

function minutesOf(clock: {
  readonly hour: string;
  readonly minutes: string | undefined;
  readonly half: string | undefined;
  readonly isLate: boolean;
}): number {
  const hour = Number(clock.hour);
  const minutes = clock.half === undefined ? Number(clock.minutes ?? 0) : HOUR / 2;
  return (clock.isLate && hour < 12 ? hour + 12 : hour) * HOUR + minutes;
}

function readBetween(text: string): Step | null {
  const found = BETWEEN.exec(text);
  return found === null ? null : { length: found[0].length };
}

function inOrder(days: readonly DeliveryDay[]): readonly DeliveryDay[] {
  return DELIVERY_DAYS.filter((day) => days.includes(day));
}

function isPossible({ from, to }: DeliveryWindow): boolean {
  return from < to && to <= DAY;
}

const NAMES: Readonly<Record<Locale, Readonly<Record<DeliveryDay | 'all', string>>>> = {
  'zh-CN': { workdays: '工作日', weekends: '周末', holidays: '节假日', all: '每天' },
  en: { workdays: 'working days', weekends: 'weekends', holidays: 'holidays', all: 'every day' },
};

/** As people read it; in Chinese also how it is kept: `工作日 18-21 时；周末、节假日全天`. */
export function sayDeliveryWindows(windows: readonly DeliveryWindow[], locale: Locale): string {
  const isChinese = locale === 'zh-CN';
  const said = windows.map(({ days, ...hours }) => {
    const names = NAMES[locale];
    const when =
      days.length === DELIVERY_DAYS.length ? names.all : days.map((day) => names[day]).join(isChinese ? '、' : ', ');
    const all = hours.from === 0 && hours.to === DAY;
    if (isChinese) {
      return all ? `${when}全天` : `${when} ${chineseHours(hours)}`;
    }
    return all ? `${when}, all day` : `${when} ${clockText(hours.from)}–${clockText(hours.to)}`;
  });
  const text = said.join(isChinese ? '；' : '; ');
  return isChinese ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function chineseHours({ from, to }: Hours): string {
  const isWhole = from % HOUR === 0 && to % HOUR === 0;
  return isWhole ? `${from / HOUR}-${to / HOUR} 时` : `${clockText(from)}-${clockText(to)}`;
}

function clockText(minutes: number): string {
  return `${Math.floor(minutes / HOUR)}:${String(minutes % HOUR).padStart(2, '0')}`;
}
