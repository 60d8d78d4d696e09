/** How names of staff are compared, in files, by hand and among accounts: without spaces, in small letters. */
export function ownerKey(name: string): string {
  return name.replaceAll(/\s+/gu, '').toLowerCase();
}
