import { type Command, Option } from 'commander';
import { CLV_MODELS, type ClvModelName, clvText, fitClvFile } from '#segments';
import { print } from './with-platform.ts';

interface ClvFlags {
  readonly customer: string;
  readonly date: string;
  readonly amount?: string;
  readonly until: string;
  readonly horizonWeeks: string;
  readonly model: ClvModelName;
  readonly out?: string;
  readonly json?: boolean;
}

/** `zhike clv fit FILE`: what to expect of the customers of a file, without a server. */
export function addClvCommands(program: Command): void {
  program
    .command('clv')
    .description('客户终身价值：拟合购买模型 customer lifetime value: fit a model of purchases')
    .command('fit')
    .argument('<file>', 'CSV, also .gz')
    .requiredOption('--customer <column>', '客户列 column of the customer')
    .requiredOption('--date <column>', '日期列 column of the date')
    .option('--amount <column>', '金额列 column of the amount')
    .requiredOption('--until <date>', '截止日期 YYYY-MM-DD; later rows stay out of the fit')
    .requiredOption('--horizon-weeks <weeks>', '预测周数 weeks to forecast')
    .addOption(new Option('--model <model>', '模型 model').choices(CLV_MODELS).default('bg-nbd'))
    .option('--out <folder>', '结果目录 folder for clv.csv')
    .option('--json', 'JSON 结果 machine-readable result')
    .action(async (file: string, { horizonWeeks, json, ...flags }: ClvFlags) => {
      const summary = await fitClvFile({ ...flags, file, horizonWeeks: Number(horizonWeeks) });
      print(summary, { json }, [clvText(summary, 'zh-CN'), '', clvText(summary, 'en')]);
    });
}
