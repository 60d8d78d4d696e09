const MIB = 1024 * 1024;

export interface ServerSettingsOptions {
  readonly socketDir: string;
  readonly port: number;
  /** false gives up safety against a crash of the machine; for tests. */
  readonly durable: boolean;
  readonly memoryBytes: number;
  /** Whether /dev/shm is too small for parallel queries (containers give it 64 MiB). */
  readonly smallSharedMemory: boolean;
}

/**
 * The server's settings. They stand on its command line, so that a newer Zhike brings newer ones to an existing
 * data folder. What a person put in postgresql.conf still counts for everything not named here.
 */
export function serverSettings(options: ServerSettingsOptions): Readonly<Record<string, string>> {
  const { memoryBytes, durable } = options;
  const shared = bounded(memoryBytes / 8, 128, durable ? 4096 : 256);
  return {
    listen_addresses: '',
    unix_socket_directories: quoteListItem(options.socketDir),
    unix_socket_permissions: '0700',
    port: String(options.port),
    max_connections: '200',
    shared_buffers: `${shared}MB`,
    effective_cache_size: `${bounded(memoryBytes / 2, 256, 65_536)}MB`,
    work_mem: `${bounded(memoryBytes / 512, 4, 32)}MB`,
    maintenance_work_mem: `${bounded(memoryBytes / 32, 32, 1024)}MB`,
    max_wal_size: '4GB',
    min_wal_size: durable ? '256MB' : '80MB',
    checkpoint_timeout: '15min',
    wal_compression: 'off',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    ...LOG_SETTINGS,
    ...(options.smallSharedMemory ? { dynamic_shared_memory_type: 'mmap' } : {}),
    ...(durable
      ? {}
      : {
          fsync: 'off',
          synchronous_commit: 'off',
          full_page_writes: 'off',
          wal_level: 'minimal',
          max_wal_senders: '0',
        }),
  };
}

/** Errors and their details may quote personal values; they reach the caller anyway, so the log goes without. */
const LOG_SETTINGS = {
  log_destination: 'stderr',
  logging_collector: 'off',
  log_line_prefix: '',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
} as const;

function bounded(bytes: number, leastMib: number, mostMib: number): number {
  return Math.round(Math.min(Math.max(bytes / MIB, leastMib), mostMib));
}

/** The setting is a comma-separated list whose items may stand in double quotes. */
function quoteListItem(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}
