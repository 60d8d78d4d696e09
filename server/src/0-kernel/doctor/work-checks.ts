import type { Clock } from '#kernel/clock.ts';
import type { Postgres } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type DoctorCheck, type Finding, fail, ok, warn } from './doctor.ts';
import { countWork, listReaderBacklogs, type WorkCounts } from './store.ts';

export interface WorkCheckOptions {
  readonly postgres: Postgres;
  readonly clock: Clock;
  /** Of all registered event readers. */
  readonly readerNames: readonly string[];
}

const BEHIND_WARN_SECONDS = 60;
const BEHIND_FAIL_SECONDS = 900;
const OVERDUE_MS = 60_000;

/** Questions about work: readers of the log, jobs, timers, what was given up. */
export function workChecks(options: WorkCheckOptions): readonly DoctorCheck[] {
  const { postgres, clock } = options;
  const counted = (name: string, judge: (counts: WorkCounts) => Finding): DoctorCheck => ({
    name,
    run: async () => judge(await countWork(postgres.db, new Date(clock.now().getTime() - OVERDUE_MS))),
  });
  return [
    { name: 'events.readers', run: () => checkReaders(options) },
    counted('work.dead_letters', judgeDeadLetters),
    counted('work.timers', judgeTimers),
    counted('work.jobs', judgeJobs),
  ];
}

async function checkReaders({ postgres, clock, readerNames }: WorkCheckOptions): Promise<Finding> {
  const check = 'events.readers';
  const now = clock.now().getTime();
  const behind = (await listReaderBacklogs(postgres.db, readerNames))
    .map(({ name, waitingSince }) => ({
      name,
      seconds: waitingSince === null ? 0 : Math.floor((now - waitingSince.getTime()) / 1000),
    }))
    .filter(({ seconds }) => seconds >= BEHIND_WARN_SECONDS);
  if (behind.length === 0) {
    return ok(check, { 'zh-CN': '事件读取没有落后', en: 'No reader of the log is behind' });
  }
  const list = behind.map(({ name, seconds }) => `${name} (${seconds} s)`).join(', ');
  const trouble = {
    message: { 'zh-CN': `事件读取落后：${list}`, en: `Readers of the log are behind: ${list}` },
    remedy: {
      'zh-CN': '确认 worker 进程在运行，并在日志中查找这些读取者的错误',
      en: 'See that a worker process runs, and look for errors of these readers in the log',
    },
  };
  return behind.some(({ seconds }) => seconds >= BEHIND_FAIL_SECONDS) ? fail(check, trouble) : warn(check, trouble);
}

function judgeCount(check: string, count: number, words: { none: Text; some: Text; remedy: Text }): Finding {
  return count === 0 ? ok(check, words.none) : warn(check, { message: words.some, remedy: words.remedy });
}

function judgeDeadLetters({ deadLetters }: WorkCounts): Finding {
  return judgeCount('work.dead_letters', deadLetters, {
    none: { 'zh-CN': '没有失败的作业', en: 'No job was given up' },
    some: { 'zh-CN': `${deadLetters} 个作业多次失败后被放弃`, en: `${deadLetters} jobs or timers were given up` },
    remedy: {
      'zh-CN': '查明原因后在失败作业列表中重试',
      en: 'Find the cause, then retry them from the list of failed jobs',
    },
  });
}

function judgeTimers({ overdueTimers }: WorkCounts): Finding {
  return judgeCount('work.timers', overdueTimers, {
    none: { 'zh-CN': '定时事项没有逾期', en: 'No timer is overdue' },
    some: {
      'zh-CN': `${overdueTimers} 个定时事项逾期一分钟以上`,
      en: `${overdueTimers} timers are overdue by more than a minute`,
    },
    remedy: { 'zh-CN': '确认有 worker 进程在运行', en: 'See that a worker process runs' },
  });
}

function judgeJobs({ overdueJobs, workers }: WorkCounts): Finding {
  const about: Text = { 'zh-CN': `${workers} 个 worker 在运行`, en: `${workers} workers are running` };
  return judgeCount('work.jobs', overdueJobs, {
    none: about,
    some: {
      'zh-CN': `${overdueJobs} 个作业等待超过五分钟；${about['zh-CN']}`,
      en: `${overdueJobs} jobs have waited for more than five minutes; ${about.en}`,
    },
    remedy: { 'zh-CN': '启动 worker 进程，或增加其数量', en: 'Start a worker process, or more of them' },
  });
}
