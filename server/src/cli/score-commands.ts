import { type Command, Option } from 'commander';
import { scoreRfmFile, summaryText } from '#segments';
import { print } from './with-platform.ts';

interface RfmFlags {
  readonly customer: string;
  readonly date: string;
  readonly amount: string;
  readonly order?: string;
  readonly asOf: string;
  readonly out: string;
  readonly windowDays?: string;
  readonly refunds?: 'ignore' | 'subtract';
  readonly json?: boolean;
}

/** `zhike score rfm FILE`: scores a plain file, without a server. */
export function addScoreCommands(program: Command): void {
  program
    .command('score')
    .description('给文件里的客户评分 score the customers of a file, without a server')
    .command('rfm')
    .argument('<file>', 'CSV, also .gz')
    .requiredOption('--customer <column>', '客户列 column of the customer')
    .requiredOption('--date <column>', '日期列 column of the date')
    .requiredOption('--amount <column>', '金额列 column of the amount')
    .option('--order <column>', '订单号列 column of the order; each row is one without it')
    .requiredOption('--as-of <date>', '截止日期 YYYY-MM-DD; later rows stay out')
    .requiredOption('--out <folder>', '结果目录 folder for rfm.csv')
    .option('--window-days <days>', '只看最近几天 count only so many days back')
    .addOption(new Option('--refunds <how>', '退款 what refunds do').choices(['ignore', 'subtract']).default('ignore'))
    .option('--json', 'JSON 结果 machine-readable result')
    .action(async (file: string, flags: RfmFlags) => {
      const { windowDays, json, ...rest } = flags;
      const summary = await scoreRfmFile({
        ...rest,
        file,
        windowDays: windowDays === undefined ? null : Number(windowDays),
      });
      print(summary, { json }, [summaryText(summary, 'zh-CN'), '', summaryText(summary, 'en')]);
    });
}
