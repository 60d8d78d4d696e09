import { Lunar, Solar } from 'lunar-typescript';
import { addDays, type BusinessDate } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';

/** By the sun `MM-DD`, by the moon `L MM-DD` (`L -1`: the last day of the lunar year), or a term of the sun. */
const FESTIVALS = [
  { value: 'new_year', on: '01-01', label: { 'zh-CN': '元旦', en: 'New Year' } },
  { value: 'laba', on: 'L 12-08', label: { 'zh-CN': '腊八节', en: 'Laba Festival' } },
  { value: 'little_new_year', on: 'L 12-23', label: { 'zh-CN': '小年', en: 'Little New Year' } },
  { value: 'new_year_eve', on: 'L -1', label: { 'zh-CN': '除夕', en: 'Lunar New Year’s Eve' } },
  { value: 'spring_festival', on: 'L 01-01', label: { 'zh-CN': '春节', en: 'Spring Festival' } },
  { value: 'lantern', on: 'L 01-15', label: { 'zh-CN': '元宵节', en: 'Lantern Festival' } },
  { value: 'valentine', on: '02-14', label: { 'zh-CN': '情人节', en: 'Valentine’s Day' } },
  { value: 'women', on: '03-08', label: { 'zh-CN': '妇女节', en: 'Women’s Day' } },
  { value: 'qingming', on: '清明', label: { 'zh-CN': '清明节', en: 'Qingming' } },
  { value: 'labour', on: '05-01', label: { 'zh-CN': '劳动节', en: 'Labour Day' } },
  { value: 'children', on: '06-01', label: { 'zh-CN': '儿童节', en: 'Children’s Day' } },
  { value: 'dragon_boat', on: 'L 05-05', label: { 'zh-CN': '端午节', en: 'Dragon Boat Festival' } },
  { value: 'june_18', on: '06-18', label: { 'zh-CN': '618购物节', en: '618 shopping day' } },
  { value: 'qixi', on: 'L 07-07', label: { 'zh-CN': '七夕节', en: 'Qixi Festival' } },
  { value: 'zhongyuan', on: 'L 07-15', label: { 'zh-CN': '中元节', en: 'Zhongyuan Festival' } },
  { value: 'mid_autumn', on: 'L 08-15', label: { 'zh-CN': '中秋节', en: 'Mid-Autumn Festival' } },
  { value: 'double_ninth', on: 'L 09-09', label: { 'zh-CN': '重阳节', en: 'Double Ninth Festival' } },
  { value: 'teachers', on: '09-10', label: { 'zh-CN': '教师节', en: 'Teachers’ Day' } },
  { value: 'national', on: '10-01', label: { 'zh-CN': '国庆节', en: 'National Day' } },
  { value: 'double_11', on: '11-11', label: { 'zh-CN': '双十一', en: 'Double 11' } },
  { value: 'double_12', on: '12-12', label: { 'zh-CN': '双十二', en: 'Double 12' } },
  { value: 'winter_solstice', on: '冬至', label: { 'zh-CN': '冬至', en: 'Winter Solstice' } },
  { value: 'christmas', on: '12-25', label: { 'zh-CN': '圣诞节', en: 'Christmas' } },
] as const satisfies readonly { readonly value: string; readonly on: string; readonly label: Text }[];

export type Festival = (typeof FESTIVALS)[number]['value'];

export const FESTIVAL_OPTIONS: readonly { readonly value: Festival; readonly label: Text }[] = FESTIVALS.map(
  ({ value, label }) => ({ value, label }),
);

const WHEN: ReadonlyMap<Festival, string> = new Map(FESTIVALS.map(({ value, on }) => [value, on]));

/** Names of a day by which festivals are known: by the sun, by the moon, as a term of the sun. */
function namesOf(date: BusinessDate): readonly string[] {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const lunar = Solar.fromYmd(year, month, day).getLunar();
  return [date.slice(5), ...moonNames(lunar), lunar.getJieQi()];
}

function moonNames(lunar: Lunar): readonly string[] {
  const month = lunar.getMonth();
  const two = (number: number): string => String(number).padStart(2, '0');
  // Nothing is celebrated a second time in a leap month.
  const own = month < 0 ? [] : [`L ${two(month)}-${two(lunar.getDay())}`];
  const next = lunar.next(1);
  return next.getMonth() === 1 && next.getDay() === 1 ? [...own, 'L -1'] : own;
}

const known = new Map<BusinessDate, readonly string[]>();
const KNOWN_DAYS = 2000;

function namesKnown(date: BusinessDate): readonly string[] {
  const found = known.get(date) ?? namesOf(date);
  if (known.size >= KNOWN_DAYS) {
    known.clear();
  }
  known.set(date, found);
  return found;
}

/** The first of the festivals on a day or within so many more days; null when there is none. */
export function nextFestival(
  festivals: readonly Festival[],
  { date, within }: { readonly date: BusinessDate; readonly within: number },
): { readonly festival: Festival; readonly on: BusinessDate } | null {
  for (let ahead = 0; ahead <= within; ahead += 1) {
    const on = addDays(date, ahead);
    const names = namesKnown(on);
    const festival = festivals.find((one) => names.includes(WHEN.get(one) ?? ''));
    if (festival !== undefined) {
      return { festival, on };
    }
  }
  return null;
}

export function festivalLabel(festival: Festival): Text {
  return FESTIVAL_OPTIONS.find(({ value }) => value === festival)?.label ?? { 'zh-CN': festival, en: festival };
}
