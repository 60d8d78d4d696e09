/** Pairs as people write them, one a line: `crm-agents=agent`. */
export function readRoleMap(text: string): Record<string, string> {
  const pairs = text.split('\n').flatMap((line) => {
    const at = line.lastIndexOf('=');
    const [value, role] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    return at === -1 || value === '' ? [] : [[value, role] as const];
  });
  return Object.fromEntries(pairs);
}

export function writeRoleMap(map: Readonly<Record<string, string>>): string {
  return Object.entries(map)
    .map(([value, role]) => `${value}=${role}`)
    .join('\n');
}
