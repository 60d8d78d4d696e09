import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChannelMessage, SendOutcome } from '../channel.ts';

/** Messages as files, for an installation without a provider: nobody outside gets them. */
export interface Outbox {
  readonly folder: string;
  write(message: ChannelMessage): Promise<SendOutcome>;
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
  };
}
