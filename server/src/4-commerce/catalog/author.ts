import type { Context } from '#kernel/context.ts';

/** Who did something, as histories keep it: the name stays readable when the account is gone. */
export interface Author {
  readonly kind: string;
  readonly id: string | null;
  readonly name: string;
}

/** The one who acts. */
export function authorOf({ actor }: Context): Author {
  return { kind: actor.kind, id: actor.id, name: actor.name };
}
