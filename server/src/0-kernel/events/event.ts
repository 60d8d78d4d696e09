/** Something that happened, as the module that knows of it says it. */
export interface NewEvent {
  /** `module.noun_past_tense` */
  readonly type: string;
  readonly recordId?: string | null;
  readonly customerId?: string | null;
  /** Ids and field names, never personal values: the log outlives erasure. */
  readonly data: Record<string, unknown>;
}

/** The same in the log. */
export interface StoredEvent extends NewEvent {
  readonly seq: number;
  /** The writing transaction, as text: 64 bits. */
  readonly xid: string;
  readonly at: Date;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly requestId: string;
}
