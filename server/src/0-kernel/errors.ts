import type { Locale, Text } from '#kernel/pure/text.ts';

/** One field at fault: where it is, what is wrong and what would be right. `row` counts from 1 at the first line of a file. */
export interface Fault {
  readonly field: string;
  readonly code: string;
  readonly message: Text;
  readonly row?: number;
}

export interface AppErrorOptions {
  /** What a person reads; both languages, already filled in. */
  readonly message: Text;
  readonly faults?: readonly Fault[];
  readonly cause?: unknown;
  /** Seconds after which trying again makes sense (sent as Retry-After). */
  readonly retryAfterSeconds?: number;
}

/**
 * A promise that could not be kept, with a stable code (`noun_reason`, never reused) and an HTTP status.
 * Outcomes that a caller must handle are returned as unions instead, never thrown.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly status: number;
  readonly text: Text;
  readonly faults: readonly Fault[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, status: number, options: AppErrorOptions) {
    super(options.message.en, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.status = status;
    this.text = options.message;
    this.faults = options.faults ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The message in one language. */
  say(locale: Locale): string {
    return this.text[locale];
  }
}

/** 404 for a thing that is not there, or that the asker may not know of. */
export function notFound(noun: Text, id: string): AppError {
  return new AppError('not_found', 404, {
    message: { 'zh-CN': `找不到${noun['zh-CN']} ${id}`, en: `No ${noun.en} ${id}` },
  });
}

/** 400 that names every field at fault. */
export function invalidInput(faults: readonly Fault[], cause?: unknown): AppError {
  return new AppError('input_invalid', 400, {
    message: {
      'zh-CN': `有 ${faults.length} 处需要修改：${faults.map((fault) => `${fault.field}（${fault.message['zh-CN']}）`).join('；')}`,
      en: `${faults.length} to correct: ${faults.map((fault) => `${fault.field} (${fault.message.en})`).join('; ')}`,
    },
    faults,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Closes a switch over a union: the compiler lists what is missing. */
export function assertUnreachable(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}
