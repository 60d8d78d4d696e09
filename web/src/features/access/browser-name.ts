/** The first that fits counts: most browsers name others too, for old servers. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/u, 'WeChat'],
  [/Edg/u, 'Edge'],
  [/OPR\//u, 'Opera'],
  [/Firefox\//u, 'Firefox'],
  [/Chrom(?:e|ium)\//u, 'Chrome'],
  [/Safari\//u, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/u, 'iOS'],
  [/Android/u, 'Android'],
  [/HarmonyOS/u, 'HarmonyOS'],
  [/Windows/u, 'Windows'],
  [/Mac OS X/u, 'macOS'],
  [/Linux/u, 'Linux'],
];

/** What people call the browser and the system that a user-agent line names; null for what is not known. */
export function browserOf(userAgent: string): { readonly browser: string | null; readonly system: string | null } {
  const nameIn = (table: typeof BROWSERS): string | null =>
    table.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
  return { browser: nameIn(BROWSERS), system: nameIn(SYSTEMS) };
}
