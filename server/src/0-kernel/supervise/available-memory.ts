import os from 'node:os';

/** Bytes of memory that this process may count on: the container's limit where there is one. Both engines share it out. */
export function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < os.totalmem() ? limit : os.totalmem();
}
