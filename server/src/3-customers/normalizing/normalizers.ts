/** Everything that turns what is written about people into what can be compared; pure, and fast over millions. */
export { normalizeAccount } from './accounts.ts';
export { type Address, type AddressOptions, normalizeAddress, readAddress, regionCode } from './addresses.ts';
export { type Birthday, type LunarBirthday, lunarBirthdayIn, type NoBirthday, readBirthday } from './birthdays.ts';
export { type DivisionHit, findDivisions } from './division-search.ts';
export { type Division, divisionName } from './divisions.ts';
export { emailIdentity, normalizeEmail, suggestEmail } from './emails.ts';
export type { NameTitle } from './name-words.ts';
export { differ, namePinyin, readName, splitChineseName } from './names.ts';
export { type NationalId, type NationalIdReading, readNationalId } from './national-ids.ts';
export type { NameKind, PersonName } from './person-name.ts';
export {
  fitsMask,
  normalizeMaskedPhone,
  normalizePhone,
  type PhoneField,
  type PhoneNumber,
  readPhones,
  writtenPhone,
} from './phones.ts';
export { type Place, placeOf } from './places.ts';
export { isServiceNumber } from './service-numbers.ts';
export { simplify } from './traditional.ts';
