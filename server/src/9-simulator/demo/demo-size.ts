import { invalidInput } from '#kernel/errors.ts';
import { MAX_CUSTOMERS } from '../parameters.ts';

/** People of the demo when nobody says how many. */
export const DEMO_CUSTOMERS = 5000;

/** How many people the arguments of the start ask for: `--demo` or `--demo=300`; null without a demo. */
export function readDemoSize(args: readonly string[]): number | null {
  const asked = args.find((arg) => arg === '--demo' || arg.startsWith('--demo='));
  if (asked === undefined) {
    return null;
  }
  const size = asked === '--demo' ? DEMO_CUSTOMERS : Number(asked.slice('--demo='.length));
  if (!Number.isInteger(size) || size < 1 || size > MAX_CUSTOMERS) {
    const message = {
      'zh-CN': `应为 1 至 ${MAX_CUSTOMERS} 的整数，如 --demo=300`,
      en: `should be a whole number from 1 to ${MAX_CUSTOMERS}, like --demo=300`,
    };
    throw invalidInput([{ field: '--demo', code: 'value_invalid', message }]);
  }
  return size;
}
