import type { Command } from 'commander';
import { invalidInput } from '#kernel/errors.ts';
import { basketsText, mineBasketsFile } from '#marketing';
import { print } from './with-platform.ts';

interface MineFlags {
  readonly basket?: string;
  readonly item?: string;
  readonly lines?: boolean;
  readonly minSupport: string;
  readonly minConfidence: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `zhike baskets mine FILE`: which goods of a file are bought together, without a server. */
export function addBasketCommands(program: Command): void {
  program
    .command('baskets')
    .description('购物篮分析 which goods are bought together')
    .command('mine')
    .argument('<file>', 'CSV, also .gz')
    .option('--basket <column>', '购物篮（订单号）列 column of the basket')
    .option('--item <column>', '商品列 column of the item')
    .option('--lines', '每行一个购物篮，没有表头 each line is a basket, without a header')
    .requiredOption('--min-support <share>', '最小支持度 0–1 least share of all baskets')
    .requiredOption('--min-confidence <share>', '最小置信度 0–1 least confidence')
    .option('--out <folder>', '结果目录 folder for itemsets.csv and rules.csv')
    .option('--json', 'JSON 结果 machine-readable result')
    .action(async (file: string, { basket, item, lines, minSupport, minConfidence, out, json }: MineFlags) => {
      const isTable = basket !== undefined && item !== undefined;
      if (isTable === (lines === true)) {
        const message = {
          'zh-CN': '请给出 --basket 和 --item，或者 --lines',
          en: 'give --basket and --item, or --lines',
        };
        throw invalidInput([{ field: 'lines', code: 'columns_or_lines', message }]);
      }
      const summary = await mineBasketsFile({
        file,
        columns: isTable ? { basket, item } : null,
        minSupport: numberIn(minSupport),
        minConfidence: numberIn(minConfidence),
        out,
      });
      print(summary, { json }, [basketsText(summary, 'zh-CN'), '', basketsText(summary, 'en')]);
    });
}

/** An empty word is no nought. */
function numberIn(word: string): number {
  return word.trim() === '' ? Number.NaN : Number(word);
}
