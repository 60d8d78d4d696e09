import { once } from 'node:events';
import type { Writable } from 'node:stream';

export interface OrderLinesOptions {
  readonly lines: number;
  readonly seed: number;
  /** Default: a tenth of the lines. */
  readonly customers?: number;
}

const HEADER = '订单号,下单时间,商品编码,商品名称,数量,单价,客户账号,客户姓名,手机,地区\n';
const REGIONS = ['上海', '北京', '广州', '深圳', '成都', '杭州', '武汉', '西安'] as const;
const GOODS = ['衬衫', '连衣裙', '卫衣', '牛仔裤', '面霜', '口红', '帆布鞋', '围巾'] as const;
const LINES_PER_CUSTOMER = 10;
const FIRST_DAY_MS = Date.UTC(2024, 0, 1);
const MINUTES = 3 * 365 * 24 * 60;
const BLOCK_CHARS = 1 << 20;

/** mulberry32 (Tommy Ettinger): a small generator that gives the same numbers for the same seed everywhere. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Order lines of a shop in the order of time, one line of CSV each: orders of 1 to 5 lines (2.5 on average),
 * half of them from a fifth of the customers. Same seed, same bytes.
 */
export async function writeOrderLines(target: Writable, options: OrderLinesOptions): Promise<void> {
  const { lines, seed, customers = Math.max(1, Math.round(lines / LINES_PER_CUSTOMER)) } = options;
  const random = createRandom(seed);
  let block = HEADER;
  let written = 0;
  for (let order = 0; written < lines; order += 1) {
    const size = Math.min(lines - written, 1 + Math.floor(random() * random() * 4.99 + random() * 1.5));
    const share = written / lines;
    const placed = new Date(FIRST_DAY_MS + Math.floor(share * MINUTES) * 60_000).toISOString();
    const who = pickCustomer(random, customers);
    const tail = `${who},客户${who},${phoneOf(who)},${REGIONS[who % REGIONS.length]}\n`;
    for (let line = 0; line < size; line += 1) {
      const sku = Math.floor(random() * 50_000);
      const price = (19 + Math.floor(random() * 480)).toFixed(2);
      block += `N${10_000_000 + order},${placed.slice(0, 10)} ${placed.slice(11, 19)},S${sku},${GOODS[sku % GOODS.length]} ${sku},${1 + Math.floor(random() * random() * 4)},${price},${tail}`;
    }
    written += size;
    if (block.length >= BLOCK_CHARS) {
      if (!target.write(block)) {
        await once(target, 'drain');
      }
      block = '';
    }
  }
  target.end(block);
  await once(target, 'finish');
}

function pickCustomer(random: () => number, customers: number): number {
  const loyal = random() < 0.5;
  return Math.floor(random() * (loyal ? customers / 5 : customers));
}

/** One number per customer, within the ranges of Chinese mobile numbers. */
function phoneOf(customer: number): string {
  return `13${String(customer + 100_000_000)
    .padStart(9, '0')
    .slice(-9)}`;
}
