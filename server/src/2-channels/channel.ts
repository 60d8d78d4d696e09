import type { Text } from '#kernel/pure/text.ts';

/** One message to one address, ready to leave. */
export interface ChannelMessage {
  /** Of the attempt: a provider that is handed it twice can tell. */
  readonly id: string;
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  /** Where one click ends such messages (RFC 8058); null for what cannot be ended. */
  readonly unsubscribeUrl: string | null;
  readonly language: 'zh-CN' | 'en';
}

/**
 * `sent`: the provider has it. `refused`: it will never take this one; `isAddressFault` when the address is why.
 * `try_later`: it surely has not got it. `unknown`: it may have it or not, so nobody may send it again.
 */
export type SendOutcome =
  | { readonly outcome: 'sent'; readonly providerId: string | null }
  | { readonly outcome: 'refused'; readonly isAddressFault: boolean; readonly detail: string }
  | { readonly outcome: 'try_later'; readonly detail: string }
  | { readonly outcome: 'unknown'; readonly detail: string };

/** One way out: our message to a provider. */
export interface Channel {
  readonly name: string;
  readonly label: Text;
  /** Never throws for what the provider says or fails to say: that is the outcome. */
  send(message: ChannelMessage): Promise<SendOutcome>;
  /** Removes what it keeps of these messages itself and says how much that was; absent where it keeps nothing. */
  forget?(messageIds: readonly string[]): Promise<number>;
}
