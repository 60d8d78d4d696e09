import type { Story } from '../story.ts';

/** Takes the lines of one file. */
export interface Rows {
  /** `faulty`: meant to be refused by an import. */
  add(line: string, faulty?: boolean): void;
}

export type Encoding = 'utf-8' | 'utf-8-bom' | 'gbk';

/** One file of a simulated brand: what each person adds to it. */
export interface StoryFile {
  /** With its folder, as it stands in the output. */
  readonly name: string;
  /** What the platform takes it in as; null for the truth, which it must not see. */
  readonly intake: {
    readonly kind: 'customers' | 'orders' | 'events' | 'interactions';
    readonly source: string;
  } | null;
  readonly encoding: Encoding;
  /** First line; null for JSON lines. */
  readonly header: string | null;
  write(story: Story, rows: Rows): void;
}
