/** The first column of a list or a file, without its head, each address once and in its order. */
export function addressesIn(text: string): readonly string[] {
  const found = new Map<string, string>();
  for (const line of text.replace(/^\uFEFF/u, '').split(/\r\n|\r|\n/u)) {
    const [first = ''] = line.split(/[,;\t，；]/u);
    const address = first
      .trim()
      .replace(/^["']|["']$/gu, '')
      .trim();
    // A head has neither a sign of an address nor the digits of a number.
    if (address.includes('@') || /\d{3}/u.test(address)) {
      found.set(address.toLowerCase(), address);
    }
  }
  return [...found.values()];
}
