/** An error in the words of a ClickHouse server, so that clients find code and type where they look for them. */
export class AnalyticException extends Error {
  override readonly name = 'AnalyticException';
  readonly code: number;
  readonly type: string;

  constructor(code: number, type: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.type = type;
  }
}

const MESSAGE = /^Code: (\d+)\. DB::Exception: ([\s\S]*?)(?: \(([A-Z0-9_]+)\))?(?: \(version [^)]*\))?\s*$/u;

/** Error codes with a status of their own; the rest is 500, as a server does it. */
const STATUS = new Map<number, number>([
  ...[26, 27, 38, 41, 53, 62, 63, 69, 70, 72, 117, 130, 131, 321, 456, 457, 115].map((code) => [code, 400] as const),
  ...[46, 47, 50, 56, 60, 81, 78].map((code) => [code, 404] as const),
  [48, 501],
  [159, 408],
  [164, 403],
  [194, 401],
  [202, 503],
  [516, 403],
]);

/** What the engine threw, with its code and type taken out of the message. */
export function readException(thrown: unknown): AnalyticException {
  if (thrown instanceof AnalyticException) {
    return thrown;
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC') {
    return new AnalyticException(243, 'NOT_ENOUGH_SPACE', text, thrown);
  }
  const [, code, message, type] = MESSAGE.exec(text) ?? [];
  return code === undefined
    ? new AnalyticException(1002, 'UNKNOWN_EXCEPTION', text, thrown)
    : new AnalyticException(Number(code), type ?? 'UNKNOWN_EXCEPTION', message ?? text, thrown);
}

/** The HTTP status of an exception. */
export function statusOf(exception: AnalyticException): number {
  return STATUS.get(exception.code) ?? 500;
}

/** The body that goes with it. */
export function bodyOf(exception: AnalyticException): string {
  return `Code: ${exception.code}. DB::Exception: ${exception.message} (${exception.type})\n`;
}
