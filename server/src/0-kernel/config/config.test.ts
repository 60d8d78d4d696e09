import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { readConfig } from './config.ts';

function faultOf(env: NodeJS.ProcessEnv): AppError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof AppError) {
      return error;
    }
    throw error;
  }
  throw new Error('The environment was accepted');
}

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toEqual({
      port: 8787,
      host: '127.0.0.1',
      dataDir: resolve('data'),
      databaseUrl: null,
      clickhouseUrl: null,
      adminEmail: null,
      adminPassword: null,
      roles: new Set(['web', 'worker']),
      logLevel: 'info',
      timeZone: 'Asia/Shanghai',
      analyticNice: 10,
      webBuild: 'auto',
      secretsKey: null,
      modelKey: null,
    });
  });

  it('takes every variable, and one that is set but empty as not set', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '0.0.0.0',
      ZHIKE_DATA: '/srv/zhike',
      DATABASE_URL: 'postgres://u:p@db:5432/zhike',
      CLICKHOUSE_URL: 'http://ch:8123',
      ZHIKE_ADMIN_EMAIL: 'a@example.com',
      ZHIKE_ADMIN_PASSWORD: 'correct horse',
      ZHIKE_ROLES: ' worker ',
      ZHIKE_LOG_LEVEL: ' ',
      ZHIKE_TIME_ZONE: 'Europe/Berlin',
    });
    expect(config).toMatchObject({
      port: 0,
      host: '0.0.0.0',
      dataDir: '/srv/zhike',
      databaseUrl: 'postgres://u:p@db:5432/zhike',
      clickhouseUrl: 'http://ch:8123',
      adminEmail: 'a@example.com',
      adminPassword: 'correct horse',
      roles: new Set(['worker']),
      logLevel: 'info',
      timeZone: 'Europe/Berlin',
    });
  });

  it.each([
    ['PORT', '80a'],
    ['PORT', '65536'],
    ['HOST', 'a b'],
    ['DATABASE_URL', 'mysql://db/zhike'],
    ['CLICKHOUSE_URL', 'ch:8123'],
    ['ZHIKE_ADMIN_EMAIL', 'nobody'],
    ['ZHIKE_ROLES', 'web,batch'],
    ['ZHIKE_LOG_LEVEL', 'loud'],
    ['ZHIKE_TIME_ZONE', 'Mars/Base'],
    ['ZHIKE_WEB_BUILD', 'always'],
    ['ZHIKE_ANALYTIC_NICE', '20'],
  ])('names %s, its value %j and what would be right, in both languages', (name, value) => {
    const error = faultOf({ [name]: value });
    expect(error.code).toBe('config_invalid');
    expect(error.faults.map((fault) => fault.field)).toEqual([name]);
    for (const locale of ['zh-CN', 'en'] as const) {
      expect(error.say(locale)).toContain(name);
      expect(error.say(locale)).toContain(value);
    }
    expect(error.say('zh-CN')).toMatch(/应为/u);
  });

  it('names all variables at fault at once', () => {
    expect(faultOf({ PORT: 'x', ZHIKE_ROLES: 'y' }).faults.map((fault) => fault.field)).toEqual([
      'PORT',
      'ZHIKE_ROLES',
    ]);
  });

  it('shows no password in its complaints', () => {
    const error = faultOf({
      DATABASE_URL: 'mysql://user:hunter2@db/x?password=hunter2',
      CLICKHOUSE_URL: 'user:hunter2@host',
      ZHIKE_ADMIN_PASSWORD: 'hunter',
    });
    expect(JSON.stringify([error.message, error.text, error.faults])).not.toContain('hunter');
  });
});
