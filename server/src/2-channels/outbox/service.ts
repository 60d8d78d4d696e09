import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChannelMessage, SendOutcome } from '../channel.ts';

/** Messages as files, for an installation without a provider: nobody outside gets them. */
export interface Outbox {
  readonly folder: string;
  write(message: ChannelMessage): Promise<SendOutcome>;
  /** Removes the files of these messages; says how many there were. */
  forget(messageIds: readonly string[]): Promise<number>;
}

/** An outbox below the data folder; the same message written again replaces its file. */
export function createOutbox({ dataDir }: { readonly dataDir: string }, channel: string): Outbox {
  const folder = path.join(dataDir, 'outbox', channel);
  return {
    folder,
    write: async (message) => {
      const file = path.join(folder, `${message.id}.json`);
      const part = `${file}.part`;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(part, `${JSON.stringify({ channel, ...message }, null, 2)}\n`, { mode: 0o600 });
      await rename(part, file);
      return { outcome: 'sent', providerId: `outbox:${message.id}` };
    },
    forget: async (messageIds) => {
      const names = new Set(messageIds.flatMap((id) => [`${id}.json`, `${id}.json.part`]));
      const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') {
          return [];
        }
        throw error;
      });
      const theirs = there.filter((name) => names.has(name));
      for (const name of theirs) {
        await rm(path.join(folder, name), { force: true });
      }
      return theirs.length;
    },
  };
}
