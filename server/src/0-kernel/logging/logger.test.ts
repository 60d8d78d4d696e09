import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { createLogger, type Logger } from './logger.ts';

function openLog(level = 'info'): { readonly log: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  });
  return { log: createLogger({ level, destination }), lines };
}

describe('the log', () => {
  it('is one JSON object per line, with level, time and what a child adds', () => {
    const { log, lines } = openLog();
    log.child({ requestId: 'req-1' }).info({ rows: 3 }, '导入完成');
    log.debug('not shown at this level');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'info', requestId: 'req-1', rows: 3, msg: '导入完成' });
    expect(String(lines[0]?.['time'])).toMatch(/^\d{4}-\d\d-\d\dT/u);
  });

  it('hides secrets, also inside other objects and under header names', () => {
    const { log, lines } = openLog();
    const secret = 'hunter2';
    log.info({
      password: secret,
      headers: { authorization: secret, cookie: secret, 'x-api-key': secret, accept: 'json' },
      a: { b: { token: secret, c: { key: secret } } },
    });
    const text = JSON.stringify(lines[0]);
    expect(text).not.toContain(secret);
    expect(text).toContain('"accept":"json"');
    expect(text.match(/\[hidden\]/gu)).toHaveLength(6);
  });

  it('tells of an error its type, code, message and cause, but not the values that PostgreSQL adds', () => {
    const { log, lines } = openLog();
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (phone)=(13800138000) already exists',
      constraint: 'phones_pkey',
    });
    const error = new AppError('phone_taken', 409, {
      message: { 'zh-CN': '已被使用', en: 'Taken' },
      faults: [{ field: 'phone', code: 'taken', message: { 'zh-CN': '13800138000', en: '13800138000' } }],
      cause,
    });
    log.error({ err: error }, 'failed');
    expect(lines[0]?.['err']).toMatchObject({
      type: 'AppError',
      code: 'phone_taken',
      status: 409,
      message: 'Taken',
      cause: { code: '23505', constraint: 'phones_pkey' },
    });
    expect(JSON.stringify(lines)).not.toContain('13800138000');
  });

  it('says only the type of something thrown that is no error', () => {
    const { log, lines } = openLog();
    log.error({ err: 'phone 13800138000' });
    expect(lines[0]?.['err']).toBe('string');
  });
});
