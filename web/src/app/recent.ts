const STORAGE_KEY = 'zhike.recent';
const KEPT = 5;

/** Pages and actions used last in the command bar. Never people: those stay in the memory of the tab. */
export function readRecent(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

/** Puts one to the front. */
export function noteRecent(id: string): void {
  const kept = [id, ...readRecent().filter((other) => other !== id)].slice(0, KEPT);
  window.localStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
}
