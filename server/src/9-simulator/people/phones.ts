const PREFIXES =
  '134 135 136 137 138 139 147 150 151 152 157 158 159 178 182 183 184 187 188 198 130 131 132 145 155 156 166 175 176 185 186 133 149 153 173 177 180 181 189 199'.split(
    ' ',
  );
const PER_PREFIX = 100_000_000;
const NUMBERS = PREFIXES.length * PER_PREFIX;
/** Odd, no multiple of 5: so it has an inverse modulo the count of numbers, and no number is given twice. */
const STEP = 1_644_879_137;

/** How many different numbers one person may be given. */
export const NUMBERS_PER_PERSON = 3;

/** `a × STEP mod NUMBERS` without leaving the safe integers. */
function stepped(a: number): number {
  const high = Math.floor(a / 65_536);
  const low = a % 65_536;
  return (((high * STEP) % NUMBERS) * 65_536 + low * STEP) % NUMBERS;
}

/** Mobile number `slot` of a person: 11 digits, different for every person and slot of one seed. */
export function mobileNumber(seed: number, { person, slot }: { person: number; slot: number }): string {
  const number = (stepped(person * NUMBERS_PER_PERSON + slot) + (seed % 1000) * 1_234_577) % NUMBERS;
  const prefix = PREFIXES[Math.floor(number / PER_PREFIX)] ?? '';
  return prefix + String(number % PER_PREFIX).padStart(8, '0');
}

/** As a marketplace shows it: 138****1234. */
export function maskedMobile(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(7)}`;
}
