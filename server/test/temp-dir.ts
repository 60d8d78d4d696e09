import { chmod, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { RUN_DIR, requireAddress } from './addresses.ts';

/**
 * A new folder that the database's account can enter, inside the run's own: what a test leaves there is gone after
 * the run.
 */
export async function makeTempDir(name: string): Promise<string> {
  const dir = await mkdtemp(path.join(requireAddress(RUN_DIR), `${name}-`));
  await chmod(dir, 0o711);
  return dir;
}
