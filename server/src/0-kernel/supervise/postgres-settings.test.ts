import { describe, expect, it } from 'vitest';
import { serverSettings } from '#kernel/supervise/postgres-settings.ts';

const GIB = 1024 ** 3;
const base = { socketDir: '/run/zhike', port: 5432, durable: true, memoryBytes: 16 * GIB, smallSharedMemory: false };

describe('the settings of the supervised server', () => {
  it('take memory in proportion, within bounds', () => {
    expect(serverSettings(base)).toMatchObject({ shared_buffers: '2048MB', maintenance_work_mem: '512MB' });
    expect(serverSettings({ ...base, memoryBytes: GIB / 2 })).toMatchObject({
      shared_buffers: '128MB',
      work_mem: '4MB',
    });
    expect(serverSettings({ ...base, memoryBytes: 512 * GIB })).toMatchObject({
      shared_buffers: '4096MB',
      work_mem: '32MB',
    });
  });

  it('keep every commit safe unless durability is given up', () => {
    expect(serverSettings(base)).not.toHaveProperty('fsync');
    expect(serverSettings({ ...base, durable: false })).toMatchObject({ fsync: 'off', full_page_writes: 'off' });
  });

  it('keep values of rows out of the server’s log', () => {
    expect(serverSettings(base)).toMatchObject({
      log_min_messages: 'log',
      log_min_error_statement: 'panic',
      log_error_verbosity: 'terse',
    });
  });

  it('do without shared memory where a container gives little of it', () => {
    expect(serverSettings(base)).not.toHaveProperty('dynamic_shared_memory_type');
    expect(serverSettings({ ...base, smallSharedMemory: true })).toMatchObject({ dynamic_shared_memory_type: 'mmap' });
  });

  it('quote a socket folder with commas and quotes in its name', () => {
    const { unix_socket_directories: value } = serverSettings({ ...base, socketDir: '/a, "b"' });
    expect(value).toBe('"/a, ""b"""');
  });
});
