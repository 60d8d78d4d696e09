import { type Args, type GroupPart, isGroup, newPartId, type Part } from './parts.ts';

export interface Place {
  readonly groupId: string;
  readonly index: number;
}

/** The groups from the root down to where a part stands; empty for the root itself and for unknown ids. */
function trailTo(group: GroupPart, id: string): readonly GroupPart[] {
  for (const part of group.parts) {
    if (part.id === id) {
      return [group];
    }
    const below = isGroup(part) ? trailTo(part, id) : [];
    if (below.length > 0) {
      return [group, ...below];
    }
  }
  return [];
}

export function findPart(root: GroupPart, id: string): Part | null {
  if (root.id === id) {
    return root;
  }
  const parent = trailTo(root, id).at(-1);
  return parent?.parts.find((part) => part.id === id) ?? null;
}

export function placeOf(root: GroupPart, id: string): Place | null {
  const parent = trailTo(root, id).at(-1);
  return parent === undefined ? null : { groupId: parent.id, index: parent.parts.findIndex((part) => part.id === id) };
}

/** Changes one part; everything that it does not touch stays the same object, so that it is not drawn again. */
function change(group: GroupPart, id: string, map: (part: Part) => readonly Part[]): GroupPart {
  let isOther = false;
  const parts = group.parts.flatMap((part) => {
    const mapped: readonly Part[] = part.id === id ? map(part) : [isGroup(part) ? change(part, id, map) : part];
    isOther ||= mapped.length !== 1 || mapped[0] !== part;
    return mapped;
  });
  return isOther ? { ...group, parts } : group;
}

function changeGroup(root: GroupPart, id: string, map: (group: GroupPart) => GroupPart): GroupPart {
  return root.id === id ? map(root) : change(root, id, (part) => [isGroup(part) ? map(part) : part]);
}

export function insertPart(root: GroupPart, part: Part, { groupId, index }: Place): GroupPart {
  return changeGroup(root, groupId, (group) => ({
    ...group,
    parts: [...group.parts.slice(0, index), part, ...group.parts.slice(index)],
  }));
}

/** Groups that nothing is left in go as well. */
export function removePart(root: GroupPart, id: string): GroupPart {
  return withoutHollow(change(root, id, () => []));
}

function withoutHollow(root: GroupPart): GroupPart {
  const prune = (group: GroupPart): GroupPart => {
    let isOther = false;
    const parts = group.parts.flatMap((part) => {
      const kept = isGroup(part) ? prune(part) : part;
      isOther ||= kept !== part;
      return isGroup(kept) && kept.parts.length === 0 ? [] : [kept];
    });
    return isOther || parts.length !== group.parts.length ? { ...group, parts } : group;
  };
  return prune(root);
}

export function setArgs(root: GroupPart, id: string, args: Args): GroupPart {
  return change(root, id, (part) => [isGroup(part) ? part : { ...part, args }]);
}

export function setGroup(root: GroupPart, id: string, group: GroupPart['group']): GroupPart {
  return changeGroup(root, id, (one) => ({ ...one, group }));
}

/** To another place; the same rule where it would go into itself. */
export function movePart(root: GroupPart, id: string, to: Place): GroupPart {
  const part = findPart(root, id);
  const from = placeOf(root, id);
  if (part === null || from === null || (isGroup(part) && findPart(part, to.groupId) !== null)) {
    return root;
  }
  const index = from.groupId === to.groupId && from.index < to.index ? to.index - 1 : to.index;
  if (from.groupId === to.groupId && from.index === index) {
    return root;
  }
  return withoutHollow(
    insertPart(
      change(root, id, () => []),
      part,
      { ...to, index },
    ),
  );
}

/** One line up or down, into groups and out of them at their edges. */
export function stepPart(root: GroupPart, id: string, step: -1 | 1): GroupPart {
  const trail = trailTo(root, id);
  const parent = trail.at(-1);
  if (parent === undefined) {
    return root;
  }
  const index = parent.parts.findIndex((part) => part.id === id);
  const next = parent.parts[index + step];
  if (next !== undefined) {
    const into: Place = isGroup(next)
      ? { groupId: next.id, index: step === 1 ? 0 : next.parts.length }
      : { groupId: parent.id, index: step === 1 ? index + 2 : index - 1 };
    return movePart(root, id, into);
  }
  const outer = placeOf(root, parent.id);
  return outer === null
    ? root
    : movePart(root, id, { groupId: outer.groupId, index: step === 1 ? outer.index + 1 : outer.index });
}

/** Into the group above it, else into a new one of its own: any in all, all in any and none. */
export function indentPart(root: GroupPart, id: string): GroupPart {
  const trail = trailTo(root, id);
  const parent = trail.at(-1);
  if (parent === undefined || trail.length >= MAX_DEPTH) {
    return root;
  }
  const index = parent.parts.findIndex((part) => part.id === id);
  const above = parent.parts[index - 1];
  if (above !== undefined && isGroup(above)) {
    return movePart(root, id, { groupId: above.id, index: above.parts.length });
  }
  const group = parent.group === 'all' ? 'any' : 'all';
  return change(root, id, (part) => [{ id: newPartId(), group, parts: [part] }]);
}

/** Out of its group, behind it. */
export function outdentPart(root: GroupPart, id: string): GroupPart {
  const parent = trailTo(root, id).at(-1);
  const outer = parent === undefined ? null : placeOf(root, parent.id);
  return outer === null ? root : movePart(root, id, { groupId: outer.groupId, index: outer.index + 1 });
}

/** The same again, right behind it. */
export function copyPart(root: GroupPart, id: string): { readonly root: GroupPart; readonly id: string } {
  const part = findPart(root, id);
  const place = placeOf(root, id);
  if (part === null || place === null) {
    return { root, id };
  }
  const copy = withNewIds(part);
  return { root: insertPart(root, copy, { ...place, index: place.index + 1 }), id: copy.id };
}

function withNewIds(part: Part): Part {
  return isGroup(part) ? { ...part, id: newPartId(), parts: part.parts.map(withNewIds) } : { ...part, id: newPartId() };
}

/** As deep as the server takes groups. */
const MAX_DEPTH = 8;
