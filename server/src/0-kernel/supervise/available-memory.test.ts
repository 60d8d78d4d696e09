import os from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '#kernel/logging/logger.ts';
import { childConfig } from '#kernel/supervise/analytic-server.ts';
import { availableMemory } from '#kernel/supervise/available-memory.ts';

const GIB = 1024 ** 3;
const options = { dataDir: '/srv/zhike/analytic', log: createLogger({ level: 'silent' }) };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the memory that the engines count on', () => {
  it('is the limit of the container, also for the analytic engine', () => {
    vi.spyOn(os, 'totalmem').mockReturnValue(64 * GIB);
    vi.spyOn(process, 'constrainedMemory').mockReturnValue(6 * GIB);
    expect(availableMemory()).toBe(6 * GIB);
    expect(childConfig(options)).toMatchObject({ memoryBytes: 3 * GIB, queryMemoryBytes: 3 * GIB });
  });

  it.each([0, 2 ** 63])('is that of the machine where the limit is %d, which is none', (limit) => {
    vi.spyOn(os, 'totalmem').mockReturnValue(64 * GIB);
    vi.spyOn(process, 'constrainedMemory').mockReturnValue(limit);
    expect(availableMemory()).toBe(64 * GIB);
    expect(childConfig(options)).toMatchObject({ memoryBytes: 32 * GIB, queryMemoryBytes: 4 * GIB });
  });

  it('gives the analytic engine no less than it needs to start', () => {
    vi.spyOn(process, 'constrainedMemory').mockReturnValue(GIB);
    expect(childConfig(options)).toMatchObject({ memoryBytes: GIB });
  });
});
