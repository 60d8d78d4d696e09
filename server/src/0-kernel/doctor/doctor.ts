import { AppError } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';

/** `warn`: works, but somebody should look; `fail`: something does not work. */
export type FindingStatus = 'ok' | 'warn' | 'fail';

export interface Finding {
  /** `subject.aspect` */
  readonly check: string;
  readonly status: FindingStatus;
  readonly message: Text;
  /** What to do; null when there is nothing to do. */
  readonly remedy: Text | null;
}

/** One question about the health of an installation. Modules add their own in `wiring.ts`. */
export interface DoctorCheck {
  readonly name: string;
  /** Reads only. May throw, which counts as a failure; the message must hold nothing secret or personal. */
  run(): Promise<Finding>;
}

export interface DoctorOptions {
  /** Milliseconds after which a check counts as failed (default 10 s). */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

/** Runs all checks at the same time; the findings come in their order. Never throws because of a check. */
export async function runDoctor(
  checks: readonly DoctorCheck[],
  options: DoctorOptions = {},
): Promise<readonly Finding[]> {
  return Promise.all(checks.map((check) => runCheck(check, options.timeoutMs ?? TIMEOUT_MS)));
}

async function runCheck(check: DoctorCheck, timeoutMs: number): Promise<Finding> {
  const over = Promise.withResolvers<Finding>();
  const timer = setTimeout(() => over.resolve(timedOut(check.name, timeoutMs)), timeoutMs);
  try {
    return await Promise.race([check.run(), over.promise]);
  } catch (error) {
    return broken(check.name, error);
  } finally {
    clearTimeout(timer);
  }
}

function timedOut(check: string, timeoutMs: number): Finding {
  const seconds = timeoutMs / 1000;
  return fail(check, {
    message: { 'zh-CN': `${seconds} 秒内没有答复`, en: `No answer within ${seconds} s` },
    remedy: { 'zh-CN': '查看日志与机器负载后再试', en: 'Look at the log and the load of the machine, then try again' },
  });
}

function broken(check: string, error: unknown): Finding {
  if (error instanceof AppError) {
    return fail(check, { message: error.text, remedy: null });
  }
  const reason = withoutPasswords(error instanceof Error ? error.message || error.name : String(error));
  return fail(check, {
    message: { 'zh-CN': `检查没有完成：${reason}`, en: `The check could not be finished: ${reason}` },
    remedy: null,
  });
}

function withoutPasswords(text: string): string {
  return text.replace(/\/\/[^\s/@]*@/g, '//***@');
}

/** A finding with nothing to do. */
export function ok(check: string, message: Text): Finding {
  return { check, status: 'ok', message, remedy: null };
}

interface Trouble {
  readonly message: Text;
  readonly remedy: Text | null;
}

/** A finding that somebody should look at. */
export function warn(check: string, trouble: Trouble): Finding {
  return { check, status: 'warn', ...trouble };
}

/** A finding that something does not work. */
export function fail(check: string, trouble: Trouble): Finding {
  return { check, status: 'fail', ...trouble };
}
