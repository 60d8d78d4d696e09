/** What the parent tells the child at the start. */
export interface ChildConfig {
  readonly kind: 'start';
  readonly storeDir: string;
  /** Where bodies and results wait; free of the glob characters the engine would expand. */
  readonly spoolDir: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly user: string;
  readonly token: string;
  readonly memoryBytes: number;
  readonly queryMemoryBytes: number;
  readonly recycleRssBytes: number;
  readonly recycleIdleMs: number;
  readonly concurrency: number;
  /** Its priority, and that of its session. */
  readonly nice: number;
  readonly enginePackage: string;
}

export type ToChild = ChildConfig | { readonly kind: 'stop' };

export type FromChild =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'failed'; readonly reason: 'missing' | 'locked' | 'port' | 'other'; readonly detail: string }
  | { readonly kind: 'recycle'; readonly rssBytes: number };
