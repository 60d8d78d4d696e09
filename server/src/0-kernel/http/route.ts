import type { Readable } from 'node:stream';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { BodyOf, Contract, ParamsOf, QueryOf, ReplyOf } from '#kernel/http/contract.ts';

/** A download: the bytes, their type and the file name offered to the browser; null shows it in place. */
export interface Download {
  readonly stream: Readable;
  readonly contentType: string;
  readonly fileName: string | null;
  /** When known: browsers show progress. */
  readonly bytes?: number;
  /** For bytes that never change under their address: how long the reader's own browser may keep them. */
  readonly cacheSeconds?: number;
  /** For what pages of any site may load: how long every cache on the way may keep it. */
  readonly sharedSeconds?: number;
}

/** What a handler is given. `tx` is the one transaction of a write; reads go through the module's own pool. */
export interface Call<C extends Contract> {
  readonly context: Context;
  readonly params: ParamsOf<C>;
  readonly query: QueryOf<C>;
  readonly body: C['body'] extends 'stream' ? Readable : BodyOf<C>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The peer's address. */
  readonly ip: string;
  /** The path that was asked for, ids included, without the query. */
  readonly path: string;
  /** Whether the browser came by https, seen through trusted proxies. */
  readonly isSecure: boolean;
  /** Cookies to set (value) or clear (null), with our fixed attributes. */
  setCookie(name: string, value: string | null, options?: { readonly maxAgeSeconds?: number }): void;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** Lets the page of this origin read the answer, of whatever status; only of a `crossOrigin` contract. */
  allowOrigin(origin: string): void;
}

export interface WriteCall<C extends Contract> extends Call<C> {
  /** Commits with the reply; the idempotency claim is in it too. */
  readonly tx: Tx;
}

// Without a response a handler may end without a value.
type Reply<C extends Contract> = C['response'] extends 'stream'
  ? Download
  : [ReplyOf<C>] extends [undefined]
    ? void
    : ReplyOf<C>;

export type Handler<C extends Contract> = (
  call: C['method'] extends 'GET'
    ? Call<C>
    : C['body'] extends 'stream'
      ? Call<C>
      : C['transaction'] extends 'own'
        ? Call<C>
        : WriteCall<C>,
) => Promise<Reply<C>>;

/** A contract with its handler; `wiring.ts` collects them. */
export interface Route {
  readonly contract: Contract;
  // oxlint-disable-next-line typescript/no-explicit-any -- routes of different contracts share one list
  readonly handler: (call: any) => Promise<unknown>;
}

/** Ties a handler to its contract, checked by type. */
export function route<C extends Contract>(contract: C, handler: Handler<C>): Route {
  return { contract, handler };
}
