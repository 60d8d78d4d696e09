import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { systemContext } from '#kernel/context.ts';
import { invalidInput } from '#kernel/errors.ts';
import type { Platform } from '../wiring.ts';
import { print, withPlatform } from './with-platform.ts';

interface SegmentFlags {
  readonly rule?: string;
  readonly text?: string;
  readonly asOf?: string;
  readonly estimate?: boolean;
  readonly limit?: string;
  readonly json?: boolean;
}

const context = systemContext('cli');
const PAGE = 200;

/** `zhike segment count|members`: how many a rule or a segment holds for, and who they are. */
export function addSegmentCommands(program: Command): void {
  const segment = program.command('segment').description('客群 segments');
  segment
    .command('count')
    .description('一条规则或一个客群有多少人 how many a rule or a segment holds for')
    .argument('[segment]', '客群编号或名称 id or name of a segment')
    .option('--rule <json>', '规则 a rule as JSON, or @file')
    .option('--text <words>', '文字写的规则 a rule in words')
    .option('--as-of <date>', '截止日期 YYYY-MM-DD')
    .option('--estimate', '抽样估计 from a sample, with its interval')
    .option('--json', 'JSON 结果 machine-readable result')
    .action((named: string | undefined, flags: SegmentFlags) =>
      withPlatform((platform) => count(platform, named, flags)),
    );
  segment
    .command('members')
    .description('客群的成员 members of a segment, one id a line')
    .argument('<segment>', '客群编号或名称 id or name of a segment')
    .option('--limit <n>', '最多多少人 at most so many')
    .option('--json', 'JSON 结果 machine-readable result')
    .action((named: string, flags: SegmentFlags) => withPlatform((platform) => members(platform, named, flags)));
}

async function count({ segments }: Platform, named: string | undefined, flags: SegmentFlags): Promise<void> {
  const rule = await ruleOf(segments, named, flags);
  const { sample: _, ...answer } = await segments.preview.preview(context, {
    rule,
    asOf: flags.asOf,
    estimate: flags.estimate === true,
  });
  const interval = answer.interval === undefined ? '' : `（${answer.interval.low}–${answer.interval.high}）`;
  print(answer, flags, [
    answer.sentence['zh-CN'],
    answer.sentence.en,
    `${answer.count}${interval} / ${answer.of} · ${answer.asOf} · ${answer.tookMs} ms`,
  ]);
}

async function ruleOf(
  { definitions }: Platform['segments'],
  named: string | undefined,
  { rule, text }: SegmentFlags,
): Promise<unknown> {
  if ([named, rule, text].filter((given) => given !== undefined).length !== 1) {
    throw invalidInput([
      {
        field: 'segment',
        code: 'argument_missing',
        message: {
          'zh-CN': '请给出客群、--rule 或 --text，三者选一',
          en: 'name a segment, --rule or --text, one of them',
        },
      },
    ]);
  }
  if (named !== undefined) {
    return (await find(definitions, named)).rule;
  }
  if (text !== undefined) {
    const locale = /[\u4e00-\u9fff]/u.test(text) ? 'zh-CN' : 'en';
    return (await definitions.readText(context, { text, locale })).rule;
  }
  try {
    const json = rule?.startsWith('@') === true ? await readFile(rule.slice(1), 'utf8') : (rule ?? '');
    return JSON.parse(json) as unknown;
  } catch (cause) {
    const message = { 'zh-CN': '不是 JSON，或文件无法读取', en: 'is not JSON, or the file cannot be read' };
    throw invalidInput([{ field: '--rule', code: 'json_invalid', message }], cause);
  }
}

async function find(definitions: Platform['segments']['definitions'], named: string) {
  const { items } = await definitions.list(context);
  const found = items.find(({ id, name }) => id === named || name === named);
  if (found === undefined) {
    const message = { 'zh-CN': `没有客群“${named}”`, en: `there is no segment “${named}”` };
    throw invalidInput([{ field: 'segment', code: 'segment_unknown', message }]);
  }
  return found;
}

type MemberPage = Awaited<ReturnType<Platform['segments']['membership']['members']>>;

function limitIn(given: string): number {
  if (!/^\d{1,9}$/u.test(given)) {
    const message = { 'zh-CN': '应是不小于 0 的整数', en: 'should be a whole number from 0' };
    throw invalidInput([{ field: '--limit', code: 'number_invalid', message }]);
  }
  return Number(given);
}

async function members({ segments }: Platform, named: string, flags: SegmentFlags): Promise<void> {
  const { id, name, members: total } = await find(segments.definitions, named);
  const limit = flags.limit === undefined ? total : limitIn(flags.limit);
  const ids: string[] = [];
  for (let cursor: string | undefined; ids.length < limit; ) {
    const page: MemberPage = await segments.membership.members(context, id, {
      limit: Math.min(PAGE, limit - ids.length),
      ...(cursor === undefined ? {} : { cursor }),
    });
    ids.push(...page.items.map(({ customerId }) => customerId));
    if (page.nextCursor === null) {
      break;
    }
    cursor = page.nextCursor;
  }
  print({ segment: { id, name }, total, customerIds: ids }, flags, ids);
}
