/** E-mail addresses, phone numbers and identity numbers: whoever writes one means a person, not a group. */
const PERSONAL = [
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u,
  /(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/u,
  /\+\d[\d -]{7,16}\d(?!\d)/u,
  /(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)/u,
] as const;

/** Whether the sentence names somebody by what must not leave the house. */
export function namesSomebody(sentence: string): boolean {
  return PERSONAL.some((pattern) => pattern.test(sentence));
}
