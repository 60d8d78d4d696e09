import type { Faults, PartFault } from './rule-store.ts';

/** The faults of a rule at the parts that they are about: the longest path that is one of a part, and its argument. */
export function faultsByPart(
  faults: readonly { readonly path: string; readonly message: string }[],
  idsByPath: ReadonlyMap<string, string>,
): Faults {
  const found = new Map<string, PartFault[]>();
  for (const { path, message } of faults) {
    const steps = path === '' ? [] : path.split('.');
    for (let length = steps.length; length >= 0; length -= 1) {
      const id = idsByPath.get(steps.slice(0, length).join('.'));
      if (id !== undefined) {
        const [first, arg] = steps.slice(length);
        const fault = { arg: first === 'args' ? (arg ?? null) : null, message };
        found.set(id, [...(found.get(id) ?? []), fault]);
        break;
      }
    }
  }
  return found;
}
