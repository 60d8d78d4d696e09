import type { z } from 'zod';
import type { Text } from '#kernel/pure/text.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Who may call: anyone, anyone signed in, or holders of one permission. Deny by default: a contract without it
 * does not type-check, and the HTTP server checks it before the handler runs.
 */
export type RouteAccess = 'public' | 'signed-in' | { readonly permission: string };

export interface Contract {
  /** `module.verb_noun`, unique; the operationId of the OpenAPI page. */
  readonly name: string;
  readonly method: Method;
  /** With `{id}` places, as in OpenAPI. */
  readonly path: string;
  readonly summary: Text;
  readonly access: RouteAccess;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** A schema for JSON, or `stream` for a body that is the file itself. */
  readonly body?: z.ZodType | 'stream';
  /** A schema (fields it does not name are stripped), `stream` for a download, absent for 204. */
  readonly response?: z.ZodType | 'stream';
  /** The status of success; 200, or 204 without a response. */
  readonly status?: 200 | 201 | 202 | 204;
  /**
   * An `Idempotency-Key` header makes retries answer with the first result, kept for seven days: not for replies
   * that hold secrets. Writes only. With a body that is a stream the service claims the key itself.
   */
  readonly idempotent?: boolean;
  /** Bytes of a JSON body; 1 MiB unless told. Streams have bounds of their own. */
  readonly maxBodyBytes?: number;
  /**
   * `own`: the handler opens its transactions itself and is given none, because a refusal has to be remembered too
   * (a failed sign-in) or slow work must not hold a connection. Not together with `idempotent`.
   */
  readonly transaction?: 'own';
  /**
   * For pages of other sites: neither cookies nor keys are looked at, the caller is nobody, and the handler says with
   * `allowOrigin` which page may read the answer. Sent as text/plain, so that browsers ask no permission first.
   */
  readonly crossOrigin?: boolean;
}

/** Names a contract without widening it, so that the typed client and the handler see its schemas. */
export function defineContract<const C extends Contract>(contract: C): C {
  return contract;
}

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;
type Input<S> = S extends z.ZodType ? z.input<S> : undefined;

export type ParamsOf<C extends Contract> = Output<C['params']>;
export type QueryOf<C extends Contract> = Output<C['query']>;
export type BodyOf<C extends Contract> = Output<C['body']>;
/** What a handler returns: the schema's input side, parsed (and stripped) before it leaves. */
export type ReplyOf<C extends Contract> = Input<C['response']>;
/** What a caller of the typed client sends. */
export type SentParamsOf<C extends Contract> = Input<C['params']>;
export type SentQueryOf<C extends Contract> = Input<C['query']>;
export type SentBodyOf<C extends Contract> = Input<C['body']>;
/** What a caller of the typed client receives. */
export type ReceivedOf<C extends Contract> = Output<C['response']>;
