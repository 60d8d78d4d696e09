import type { z } from 'zod';
import type { Text } from '#kernel/pure/text.ts';

/** How messages of a sender are signed. */
export type SignatureRule =
  | {
      /** The Standard Webhooks specification: id, time and body, in the headers `webhook-*`. */
      readonly style: 'standard';
    }
  | {
      /** HMAC-SHA256 of the body as it arrived, base64, in one header. */
      readonly style: 'body-hmac';
      readonly header: string;
      /** Carries the sender's own number of the delivery; null when it has none. */
      readonly idHeader: string | null;
    };

/** What was told of a message or a page, as rows of the records API. */
export interface Translated {
  readonly rows: readonly unknown[];
}

export type Translation =
  | ({ readonly ok: true } & Translated)
  | { readonly ok: false; readonly code: string; readonly reason: Text };

/** Where a pull goes on; what is in it is the kind's business. */
export type PullCursor = Readonly<Record<string, string | number | null>>;

export interface PullRequest {
  readonly url: string;
  /** `{token}` stands for the connector's token in these. */
  readonly headers: Readonly<Record<string, string>>;
}

export type PulledPage =
  | ({ readonly ok: true; readonly cursor: PullCursor; readonly isLast: boolean } & Translated)
  | { readonly ok: false; readonly code: string; readonly reason: Text };

export interface PullReply {
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed from JSON. */
  readonly body: unknown;
}

/** One kind of system that can be connected: an object in a folder of its own, registered in `index.ts`. Pure. */
export interface ConnectorKind<S = unknown> {
  readonly name: string;
  readonly label: Text;
  readonly note: Text;
  readonly settings: z.ZodType<S>;
  signatureOf(settings: S): SignatureRule;
  /** The header that names what a message is about; null when the body tells. */
  topicHeaderOf(settings: S): string | null;
  translate(
    message: { readonly topic: string | null; readonly body: unknown },
    options: { readonly settings: S; readonly source: string },
  ): Translation;
  /** Minutes between two pulls; null: it does not pull. */
  pullEveryMinutes(settings: S): number | null;
  pullRequest(settings: S, options: { readonly cursor: PullCursor | null; readonly token: string | null }): PullRequest;
  readPage(
    reply: PullReply,
    options: { readonly settings: S; readonly source: string; readonly cursor: PullCursor | null },
  ): PulledPage;
}
