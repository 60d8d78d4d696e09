/** Whether one of the wanted types, which may end in `*`, covers the type of an event. */
export function wantsEvent(wanted: readonly string[], type: string): boolean {
  return wanted.some(
    (pattern) =>
      pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );
}
