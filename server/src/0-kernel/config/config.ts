import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { AppError, type Fault } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';

export const ROLES = ['web', 'worker'] as const;
export type Role = (typeof ROLES)[number];
export const WEB_BUILDS = ['auto', 'never'] as const;
export type WebBuild = (typeof WEB_BUILDS)[number];

/** What is decided before the process starts. Everything else is a setting in the product. */
export interface Config {
  /** 0 lets the system choose one. */
  readonly port: number;
  readonly host: string;
  /** Absolute folder of everything this installation keeps on disk. */
  readonly dataDir: string;
  /** null: the supervised PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | null;
  /** null: the supervised analytic child under `dataDir`. */
  readonly clickhouseUrl: string | null;
  readonly adminEmail: string | null;
  readonly adminPassword: string | null;
  readonly roles: ReadonlySet<Role>;
  readonly logLevel: string;
  /** IANA name of the zone in which business dates are counted. */
  readonly timeZone: string;
  /** How far the analytic child stands back for all else that wants the processors; 0 (not at all) to 19. */
  readonly analyticNice: number;
  /** `auto` builds the pages when they are missing or older than their sources; `never` serves those there are. */
  readonly webBuild: WebBuild;
  /** 32 bytes as base64url that seal stored secrets, former ones behind commas; null: a file below `dataDir`. */
  readonly secretsKey: string | null;
  /** What a language model outside asks for; null: none, or one that asks for nothing. */
  readonly modelKey: string | null;
}

interface Variable<T> {
  readonly schema: z.ZodType<T>;
  /** What would be right, as the end of a sentence. */
  readonly expected: Text;
  /** How the value may be shown; secrets say what they are instead. */
  readonly show?: (value: string) => string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const PASSWORD_MIN = 10;

function addressOf(protocols: readonly string[]): z.ZodType<string | null> {
  const isRight = (value: string): boolean => {
    const url = URL.parse(value);
    return url !== null && protocols.includes(url.protocol);
  };
  return z.string().refine(isRight).nullable();
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}

/** An address without its password; what cannot be read as an address is not shown at all. */
function withoutPassword(value: string): string {
  const url = URL.parse(value);
  if (url === null || value.includes('@') !== (url.username !== '' || url.password !== '')) {
    return '***';
  }
  if (url.password !== '') {
    url.password = '***';
  }
  return url.href.replace(/([?&](?:password|sslpassword)=)[^&#]*/giu, '$1***');
}

const portSchema = z
  .string()
  .regex(/^\d{1,5}$/u)
  .transform(Number)
  .refine((port) => port <= 65_535);

const rolesSchema = z
  .string()
  .transform((list) => list.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(ROLES)).min(1))
  .transform((list): ReadonlySet<Role> => new Set(list));

const VARIABLES = {
  PORT: {
    schema: portSchema.default(8787),
    expected: {
      'zh-CN': '应为 0 到 65535 的整数（0 表示由系统选择）',
      en: 'a whole number from 0 to 65535 (0: the system chooses)',
    },
  } satisfies Variable<number>,
  HOST: {
    schema: z
      .string()
      .regex(/^[\w.:%-]+$/u)
      .default('127.0.0.1'),
    expected: {
      'zh-CN': '应为主机名或 IP 地址，例如 127.0.0.1 或 0.0.0.0',
      en: 'a host name or an IP address such as 127.0.0.1 or 0.0.0.0',
    },
  } satisfies Variable<string>,
  ZHIKE_DATA: {
    schema: z
      .string()
      .refine((path) => !path.includes('\0'))
      .default('./data'),
    expected: { 'zh-CN': '应为文件夹路径，例如 ./data', en: 'the path of a folder such as ./data' },
  } satisfies Variable<string>,
  DATABASE_URL: {
    schema: addressOf(['postgres:', 'postgresql:', 'socket:']).default(null),
    expected: {
      'zh-CN': '应为 PostgreSQL 地址，例如 postgres://用户:密码@主机:5432/库名',
      en: 'a PostgreSQL address such as postgres://user:password@host:5432/database',
    },
    show: withoutPassword,
  } satisfies Variable<string | null>,
  CLICKHOUSE_URL: {
    schema: addressOf(['http:', 'https:']).default(null),
    expected: {
      'zh-CN': '应为 ClickHouse 的 HTTP 地址，例如 http://用户:密码@主机:8123',
      en: 'the HTTP address of a ClickHouse server such as http://user:password@host:8123',
    },
    show: withoutPassword,
  } satisfies Variable<string | null>,
  ZHIKE_ADMIN_EMAIL: {
    schema: z.email().nullable().default(null),
    expected: { 'zh-CN': '应为邮箱地址', en: 'an e-mail address' },
  } satisfies Variable<string | null>,
  ZHIKE_ADMIN_PASSWORD: {
    schema: z.string().min(PASSWORD_MIN).nullable().default(null),
    expected: { 'zh-CN': `至少 ${PASSWORD_MIN} 个字符`, en: `at least ${PASSWORD_MIN} characters` },
    show: () => '***',
  } satisfies Variable<string | null>,
  ZHIKE_ROLES: {
    schema: rolesSchema.default(new Set(ROLES)),
    expected: {
      'zh-CN': `应为 ${ROLES.join('、')} 或两者，以逗号分隔`,
      en: `${ROLES.join(', ')} or both, separated by a comma`,
    },
  } satisfies Variable<ReadonlySet<Role>>,
  ZHIKE_LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS).default('info'),
    expected: { 'zh-CN': `应为 ${LOG_LEVELS.join('、')} 之一`, en: `one of ${LOG_LEVELS.join(', ')}` },
  } satisfies Variable<string>,
  ZHIKE_TIME_ZONE: {
    schema: z.string().refine(isTimeZone).default('Asia/Shanghai'),
    expected: { 'zh-CN': '应为 IANA 时区名，例如 Asia/Shanghai', en: 'an IANA time zone such as Asia/Shanghai' },
  } satisfies Variable<string>,
  ZHIKE_ANALYTIC_NICE: {
    schema: z
      .string()
      .regex(/^1?\d$/u)
      .transform(Number)
      .default(10),
    expected: { 'zh-CN': '应为 0 到 19 的整数', en: 'a whole number from 0 to 19' },
  } satisfies Variable<number>,
  ZHIKE_WEB_BUILD: {
    schema: z.enum(WEB_BUILDS).default('auto'),
    expected: { 'zh-CN': `应为 ${WEB_BUILDS.join(' 或 ')}`, en: WEB_BUILDS.join(' or ') },
  } satisfies Variable<WebBuild>,
  ZHIKE_SECRETS_KEY: {
    schema: z
      .string()
      .regex(/^[\w-]{43}=?(?:,[\w-]{43}=?)*$/u)
      .nullable()
      .default(null),
    expected: {
      'zh-CN': '应为 32 字节的 base64url（多个以逗号分隔，当前的在前），例如 openssl rand -base64 32 | tr +/ -_ 的输出',
      en: '32 bytes as base64url (several separated by commas, the current one first), such as openssl rand -base64 32 | tr +/ -_ prints',
    },
    show: () => '***',
  } satisfies Variable<string | null>,
  ZHIKE_MODEL_KEY: {
    schema: z
      .string()
      .regex(/^[\x21-\x7e]{1,500}$/u)
      .nullable()
      .default(null),
    expected: {
      'zh-CN': '应为模型服务的密钥（可见的 ASCII 字符，不含空格）',
      en: 'the key of the model service (visible ASCII, without spaces)',
    },
    show: () => '***',
  } satisfies Variable<string | null>,
};

type Name = keyof typeof VARIABLES;
type Values = { [N in Name]: z.output<(typeof VARIABLES)[N]['schema']> };

function faultOf(name: Name, value: string, variable: Variable<unknown>): Fault {
  const shown = variable.show === undefined ? value : variable.show(value);
  return {
    field: name,
    code: 'config_invalid',
    message: {
      'zh-CN': `${name} 的值“${shown}”不对：${variable.expected['zh-CN']}`,
      en: `${name} is "${shown}" but should be ${variable.expected.en}`,
    },
  };
}

function readVariables(env: NodeJS.ProcessEnv): Values {
  const values: Record<string, unknown> = {};
  const faults: Fault[] = [];
  for (const name of Object.keys(VARIABLES) as Name[]) {
    // Set but empty means not set: compose files and .env templates write it so.
    const value = env[name]?.trim() === '' ? undefined : env[name];
    const parsed = VARIABLES[name].schema.safeParse(value);
    if (parsed.success) {
      values[name] = parsed.data;
    } else {
      faults.push(faultOf(name, value ?? '', VARIABLES[name]));
    }
  }
  if (faults.length > 0) {
    throw new AppError('config_invalid', 500, {
      message: {
        'zh-CN': faults.map((fault) => fault.message['zh-CN']).join('\n'),
        en: faults.map((fault) => fault.message.en).join('\n'),
      },
      faults,
    });
  }
  // Every name was either parsed by its schema or reported above.
  return values as Values;
}

/**
 * Reads the environment once. Throws `config_invalid` that names every variable at fault, its value (secrets
 * hidden) and what would be right. A relative ZHIKE_DATA is taken from the current folder.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values = readVariables(env);
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: isAbsolute(values.ZHIKE_DATA) ? values.ZHIKE_DATA : resolve(values.ZHIKE_DATA),
    databaseUrl: values.DATABASE_URL,
    clickhouseUrl: values.CLICKHOUSE_URL,
    adminEmail: values.ZHIKE_ADMIN_EMAIL,
    adminPassword: values.ZHIKE_ADMIN_PASSWORD,
    roles: values.ZHIKE_ROLES,
    logLevel: values.ZHIKE_LOG_LEVEL,
    timeZone: values.ZHIKE_TIME_ZONE,
    analyticNice: values.ZHIKE_ANALYTIC_NICE,
    webBuild: values.ZHIKE_WEB_BUILD,
    secretsKey: values.ZHIKE_SECRETS_KEY,
    modelKey: values.ZHIKE_MODEL_KEY,
  };
}
