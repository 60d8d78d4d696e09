import { type Actor, type Context, SYSTEM_ACTOR } from '#kernel/context.ts';
import { LOCALES, type Locale } from '#kernel/pure/text.ts';

/** Who caused a piece of work: what of the context outlives the request. No names, no permissions. */
export interface Origin {
  readonly requestId: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly locale: string;
}

/** What lies in the queue: the payload beside its origin. */
export interface Envelope extends Origin {
  readonly payload: unknown;
}

export function originOf(context: Context): Origin {
  return {
    requestId: context.requestId,
    actorKind: context.actor.kind,
    actorId: context.actor.id,
    locale: context.locale,
  };
}

/** JSON text of an envelope. */
export function envelopeOf(payload: unknown, origin: Origin): string {
  return JSON.stringify({ payload, ...origin } satisfies Envelope);
}

const NAMED_KINDS: readonly string[] = ['user', 'api-key'] satisfies readonly Actor['kind'][];

/**
 * The context in which the work runs: attributed to whoever caused it, but with every permission, since what they
 * may do was decided when they asked. Work that nobody signed in caused belongs to the system.
 */
export function contextOf(origin: Origin): Context {
  const locale: Locale = LOCALES.find((known) => known === origin.locale) ?? LOCALES[0];
  if (!NAMED_KINDS.includes(origin.actorKind) || origin.actorId === null) {
    return { actor: SYSTEM_ACTOR, requestId: origin.requestId, locale };
  }
  const kind = origin.actorKind === 'user' ? 'user' : 'api-key';
  return { actor: { ...SYSTEM_ACTOR, kind, id: origin.actorId, name: kind }, requestId: origin.requestId, locale };
}
