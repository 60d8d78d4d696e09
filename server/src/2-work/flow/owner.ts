import type { CaseData, StepOwner } from '../processes/kind.ts';

/** Whom the starter of a case named. */
export interface Choice {
  readonly assigneeId: string | null;
  readonly queueId: string | null;
}

export interface OwnerFacts {
  readonly data: CaseData;
  readonly choice: Choice;
  readonly starterId: string | null;
  /** Who did each step last. */
  readonly doers: ReadonlyMap<string, string>;
}

export type Destination =
  | { readonly to: 'person'; readonly userId: string }
  | { readonly to: 'queue'; readonly queueId: string }
  | { readonly to: 'key'; readonly key: string; readonly name: string; readonly roles?: readonly string[] };

/** Where what nobody can be found for goes. */
export const FALLBACK = { to: 'key', key: 'work.unowned', name: '待分派' } as const;

/** Who is to do a step; what has nobody waits in a queue of its own until a manager hands it out. */
export function ownerOf(owner: StepOwner, { data, choice, starterId, doers }: OwnerFacts): Destination {
  const person = (userId: string | null | undefined): Destination =>
    userId === null || userId === undefined ? FALLBACK : { to: 'person', userId };
  switch (owner.by) {
    case 'chosen':
      if (choice.queueId !== null) {
        return { to: 'queue', queueId: choice.queueId };
      }
      return choice.assigneeId === null && owner.otherwise !== undefined
        ? { to: 'key', roles: [], ...owner.otherwise }
        : person(choice.assigneeId ?? starterId);
    case 'queue':
      return { to: 'key', key: owner.key, name: owner.name, roles: owner.roles ?? [] };
    case 'route':
      return { to: 'key', ...owner.route(data) };
    case 'starter':
      return person(starterId);
    case 'step':
      return person(doers.get(owner.step));
  }
}
