import { gzipSync } from 'node:zlib';
import { type Cell, workbookOf } from './workbook.ts';
import { zipOf } from './zip.ts';

/** A file that somebody really sends, and where it must end. */
export interface AwkwardFile {
  readonly name: string;
  readonly file: () => Buffer;
  readonly mapping?: Readonly<Record<string, string>>;
  readonly ends: Taken | Refused;
}

/** Rows that are taken in, in the order of the file: number, date, phone, amount in fen; and faults by row and code. */
export interface Taken {
  readonly orders: readonly (readonly [number: string, date: string, phone: string | null, totalMinor: number])[];
  readonly faults?: readonly (readonly [row: number, code: string])[];
}

/** Nothing is taken in, and this is said. */
export interface Refused {
  readonly refused: RegExp;
}

const HEADER = ['订单编号', '下单时间', '商品编码', '数量', '单价', '手机'] as const;
const A = ['A1', '2026-01-05 10:00:00', 'S1', '2', '149.00', '13812340001'] as const;
const B = ['A2', '2026-01-06 11:00:00', 'S2', '1', '19.90', '13812340002'] as const;
const ROW_A = ['A1', '2026-01-05', '+8613812340001', 29_800] as const;
const ROW_B = ['A2', '2026-01-06', '+8613812340002', 1990] as const;
const BOTH = { orders: [ROW_A, ROW_B] } satisfies Taken;

const lines = (rows: readonly (readonly string[])[], delimiter = ','): string =>
  `${rows.map((cells) => cells.join(delimiter)).join('\n')}\n`;
const PLAIN = lines([HEADER, A, B]);
const bytes = (text: string): Buffer => Buffer.from(text);
const wide = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');
const bigEndian = (text: string): Buffer => wide(text).swap16();
const sheet = (rows: readonly (readonly Cell[])[], merges: readonly string[] = []): Buffer =>
  workbookOf({ sheets: [{ name: '订单', rows, merges }] });
const objectOf = (cells: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(HEADER.map((header, index) => [header, cells[index]])));
const with300 = (cells: readonly string[], extra: (index: number) => string): string[] => [
  ...Array.from({ length: 294 }, (_, index) => extra(index)),
  ...cells,
];
const dated = (date: string, index: number): string[] => [`D${index}`, date, 'S1', '1', '10', ''];
const onDay = (index: number, day: string): Taken['orders'][number] => [`D${index}`, day, null, 1000];

/** PLAIN in GBK; Node writes no GBK, and needs none beyond this file. */
const GBK = Buffer.from('b6a9b5a5b1e0bac52ccfc2b5a5cab1bce42cc9ccc6b7b1e0c2eb2ccafdc1bf2cb5a5bcdb2ccad6bbfa0a', 'hex');
const inGbk = Buffer.concat([GBK, bytes(lines([A, B]))]);

const CSV: readonly AwkwardFile[] = [
  { name: 'a plain file', file: () => bytes(PLAIN), ends: BOTH },
  { name: 'GBK', file: () => inGbk, ends: BOTH },
  { name: 'GBK, gzip', file: () => gzipSync(inGbk), ends: BOTH },
  { name: 'UTF-8 with BOM, semicolons', file: () => bytes(`\uFEFF${lines([HEADER, A, B], ';')}`), ends: BOTH },
  { name: 'tabs', file: () => bytes(lines([HEADER, A, B], '\t')), ends: BOTH },
  { name: 'bars', file: () => bytes(lines([HEADER, A, B], '|')), ends: BOTH },
  { name: 'UTF-16 LE as Excel writes “Unicode text”', file: () => wide(lines([HEADER, A, B], '\t')), ends: BOTH },
  { name: 'UTF-16 BE', file: () => bigEndian(PLAIN), ends: BOTH },
  {
    name: 'GBK from the 300th kilobyte on',
    file: () =>
      Buffer.concat([
        bytes(
          lines([
            ['number', 'placedAt', 'sku', 'quantity', 'unitPrice', 'customerName'],
            ['A1', ...A.slice(1, 5), 'x'.repeat(400)],
          ]),
        ),
        bytes('\n'.repeat(300_000)),
        bytes('A2,2026-01-06,S2,1,19.90,'),
        Buffer.from('c0eec3f7', 'hex'),
      ]),
    ends: {
      orders: [
        ['A1', '2026-01-05', null, 29_800],
        ['A2', '2026-01-06', null, 1990],
      ],
    },
  },
  {
    name: 'quotes in quotes, delimiters and line breaks in quotes',
    file: () =>
      bytes(`${lines([[...HEADER, '商品名称']])}${A.join(',')},"他说""好"", 真的\n第二行"\n${B.join(',')},5" 管\n`),
    ends: BOTH,
  },
  {
    name: 'a title, a note and a blank line above the header, a blank line and a total below',
    file: () => bytes(`2026年1月订单报表,,,,,\n导出人：店长,,,,,\n\n${PLAIN}\n合计,,,3,167.90,\n`),
    ends: { orders: [ROW_A, ROW_B], faults: [[8, 'row_is_total']] },
  },
  {
    name: 'a header over two rows',
    file: () => bytes(`订单编号,下单时间,商品编码,成交,,收货人\n,,,数量,单价,手机\n${lines([A, B])}`),
    ends: BOTH,
  },
  {
    name: 'no header at all, columns told by hand',
    file: () => bytes(lines([A, B])),
    mapping: { number: 'A', placedAt: 'B', sku: 'C', quantity: 'D', unitPrice: 'E', phone: 'F' },
    ends: BOTH,
  },
  {
    name: 'another order of columns',
    file: () => bytes(lines([HEADER, A, B].map((cells) => cells.toReversed()))),
    ends: BOTH,
  },
  {
    name: '300 columns',
    file: () => bytes(lines([with300(HEADER, (index) => `备用${index}`), with300(A, () => ''), with300(B, String)])),
    ends: BOTH,
  },
  {
    name: 'two columns of the same name and one without',
    file: () =>
      bytes(
        lines([
          [...HEADER, '', '手机'],
          [...A, '', '13900000000'],
          [...B, 'x', ''],
        ]),
      ),
    ends: BOTH,
  },
  {
    name: 'empty cells behind every row',
    file: () => bytes(lines([HEADER, A, B].map((cells) => [...cells, '', '', '']))),
    ends: BOTH,
  },
  {
    name: 'phones that a spreadsheet shortened',
    file: () => bytes(lines([HEADER, [...A.slice(0, 5), '1.38123E+10'], [...B.slice(0, 5), '1.3812340002E+10']])),
    ends: { orders: [ROW_B], faults: [[2, 'digits_lost']] },
  },
  {
    name: 'order numbers that a spreadsheet shortened',
    file: () => bytes(lines([HEADER, ['2.02601E+17', ...A.slice(1)], B])),
    ends: { orders: [ROW_B], faults: [[2, 'digits_lost']] },
  },
  {
    name: 'apostrophes, ="…", tabs, full-width digits, a trailing .0',
    file: () =>
      bytes(
        lines([
          HEADER,
          ["'A1", '2026-01-05 10:00:00', '="S1"', '２', '149.00', '13812340001.0'],
          ['\tA2', '2026-01-06 11:00:00', 'S2', '1', '19.90', '１３８１２３４０００２'],
        ]),
      ),
    ends: BOTH,
  },
  {
    name: 'dates in five forms, and two more',
    file: () =>
      bytes(
        lines([
          HEADER,
          ...[
            '2026/1/5 8:26',
            '20260105',
            '2026年1月5日',
            '2026-01-05T08:26:00+08:00',
            '2026.1.5',
            '46027',
            '5-Jan-2026',
            '"Jan 5, 2026"',
            '2026年1月5日 下午2:30',
          ].map(dated),
        ]),
      ),
    ends: { orders: Array.from({ length: 9 }, (_, index) => onDay(index, '2026-01-05')) },
  },
  {
    name: 'American dates, told by a day over twelve',
    file: () => bytes(lines([HEADER, dated('1/5/2026 2:30 PM', 0), dated('1/25/2026', 1)])),
    ends: { orders: [onDay(0, '2026-01-05'), onDay(1, '2026-01-25')] },
  },
  {
    name: 'dates whose day and month nobody can tell apart',
    file: () => bytes(lines([HEADER, dated('1/5/2026', 0), A])),
    ends: { orders: [ROW_A], faults: [[2, 'date_ambiguous']] },
  },
  {
    name: 'a day that does not exist',
    file: () => bytes(lines([HEADER, dated('2026-02-30', 0), A])),
    ends: { orders: [ROW_A], faults: [[2, 'date_invalid']] },
  },
  {
    name: 'amounts with currency signs and thousands',
    file: () => bytes(lines([HEADER, ['A1', A[1], 'S1', '2', '"¥1,149.00"', ''], B])),
    ends: { orders: [['A1', '2026-01-05', null, 229_800], ROW_B] },
  },
  { name: 'old Mac line ends', file: () => bytes(PLAIN.replaceAll('\n', '\r')), ends: BOTH },
  { name: 'a wrong extension: CSV called .xlsx', file: () => bytes(PLAIN), ends: BOTH },
  {
    name: 'a row with a comma too many',
    file: () => bytes(lines([HEADER, [...A, 'x', 'y'], B])),
    ends: { orders: [ROW_B], faults: [[2, 'row_too_long']] },
  },
  {
    name: 'bytes that are no text in one cell',
    file: () =>
      Buffer.concat([
        bytes(`${lines([HEADER, B])}`),
        Buffer.from([0x41, 0xff, 0xfe]),
        bytes(`,${A.slice(1).join(',')}\n`),
      ]),
    ends: { orders: [ROW_B], faults: [[3, 'text_unreadable']] },
  },
];

const DAY = 46_027;
const X_HEADER: readonly Cell[] = [...HEADER];
const xlsxRow = (
  number: string,
  phone: Cell,
  date: Cell = { number: String(DAY + 10 / 24), format: 'yyyy-mm-dd hh:mm' },
): Cell[] => [number, date, 'S1', { number: '2' }, { number: '149' }, phone];

const XLSX: readonly AwkwardFile[] = [
  {
    name: 'a workbook with shared texts, inline texts, numbers and dates',
    file: () => sheet([X_HEADER, xlsxRow('A1', { number: '13812340001' }), xlsxRow('A3', { inline: '138-1234-0001' })]),
    ends: { orders: [ROW_A, ['A3', '2026-01-05', '+8613812340001', 29_800]] },
  },
  {
    name: 'a workbook called .csv, packed by gzip',
    file: () => gzipSync(sheet([X_HEADER, xlsxRow('A1', '13812340001')])),
    ends: { orders: [ROW_A] },
  },
  {
    name: 'Chinese and American date formats, built-in ones, a time',
    file: () =>
      sheet([
        X_HEADER,
        xlsxRow('A1', '13812340001', { number: String(DAY), format: 'yyyy"年"m"月"d"日"' }),
        xlsxRow('A2', null, { number: String(DAY), builtIn: 14 }),
        xlsxRow('A3', null, { number: String(DAY), builtIn: 57 }),
        xlsxRow('A4', null, { number: String(DAY), format: '[$-804]yyyy/m/d;@' }),
        xlsxRow('A5', null, { number: String(DAY) }),
        xlsxRow('A6', null, { number: String(DAY), format: '[Red]m/d/yy h:mm' }),
      ]),
    ends: {
      orders: [ROW_A, ...['A2', 'A3', 'A4', 'A5', 'A6'].map((number) => [number, '2026-01-05', null, 29_800] as const)],
    },
  },
  {
    name: 'the calendar of old Macs',
    file: () =>
      workbookOf({
        date1904: true,
        sheets: [
          { name: 'a', rows: [X_HEADER, xlsxRow('A1', '13812340001', { number: String(DAY - 1462), builtIn: 14 })] },
        ],
      }),
    ends: { orders: [ROW_A] },
  },
  {
    name: 'phones shown in exponents, which a workbook keeps whole',
    file: () => sheet([X_HEADER, xlsxRow('A1', { number: '1.3812340001E10', format: '0.00E+00' })]),
    ends: { orders: [ROW_A] },
  },
  {
    name: 'order numbers of 18 digits kept as numbers, their last three gone',
    file: () =>
      sheet([X_HEADER, [{ number: '2.02601050000012E17' }, ...xlsxRow('', '').slice(1)], xlsxRow('A1', '13812340001')]),
    ends: { orders: [ROW_A], faults: [[2, 'digits_lost']] },
  },
  {
    name: 'merged cells over rows, and a title over columns',
    file: () =>
      sheet(
        [
          ['一月订单', null, null, null, null, null],
          X_HEADER,
          xlsxRow('A1', '13812340001'),
          [null, null, 'S2', { number: '1' }, { number: '19.9' }, null],
        ],
        ['A1:F1', 'A3:A4', 'B3:B4', 'F3:F4'],
      ),
    ends: { orders: [['A1', '2026-01-05', '+8613812340001', 31_790]] },
  },
  {
    name: 'formulas with their values, errors, booleans',
    file: () =>
      sheet([
        [...X_HEADER, '已付'],
        [...xlsxRow('A1', { formula: 'VLOOKUP(A2,X,2)', cached: '13812340001' }), { boolean: true }],
        xlsxRow('A2', { error: '#N/A' }),
      ]),
    ends: { orders: [ROW_A], faults: [[3, 'cell_error']] },
  },
  {
    name: 'a hidden sheet, an empty one, then the data; blank rows and a total',
    file: () =>
      workbookOf({
        sheets: [
          { name: '隐藏', hidden: true, rows: [['x']] },
          { name: '空', rows: [] },
          {
            name: '数据',
            rows: [[], X_HEADER, [], xlsxRow('A1', '13812340001'), [], ['合计', null, null, { number: '2' }]],
          },
        ],
      }),
    ends: { orders: [ROW_A], faults: [[6, 'row_is_total']] },
  },
  {
    name: 'names with a prefix, as some programs write them',
    file: () => workbookOf({ prefix: 'x', sheets: [{ name: 'a', rows: [X_HEADER, xlsxRow('A1', '13812340001')] }] }),
    ends: { orders: [ROW_A] },
  },
  {
    name: 'a slip of the hand in row 900,000',
    file: () => {
      const rows: Cell[][] = [[...X_HEADER], xlsxRow('A1', '13812340001')];
      rows[899_999] = ['x'];
      return sheet(Array.from(rows, (row) => row ?? []));
    },
    ends: { orders: [ROW_A] },
  },
];

const JSON_FILES: readonly AwkwardFile[] = [
  { name: 'JSON lines', file: () => bytes(`${objectOf(A)}\n\n${objectOf(B)}\n`), ends: BOTH },
  { name: 'an array of objects', file: () => bytes(`[${objectOf(A)},\n${objectOf(B)}]`), ends: BOTH },
  {
    name: 'pretty-printed objects with BOM, gzip',
    file: () => gzipSync(`\uFEFF${JSON.stringify([JSON.parse(objectOf(A)), JSON.parse(objectOf(B))], null, 2)}`),
    ends: BOTH,
  },
  {
    name: 'nested objects, long numbers, a broken line',
    file: () =>
      bytes(
        `{"number":202601050000123456,"placedAt":"2026-01-05","sku":"S1","quantity":2,"unitPrice":149,"buyer":{"phone":13812340001}}\n{"number":"A2",\n`,
      ),
    mapping: {
      number: 'number',
      placedAt: 'placedAt',
      sku: 'sku',
      quantity: 'quantity',
      unitPrice: 'unitPrice',
      phone: 'buyer.phone',
    },
    ends: { orders: [['202601050000123456', '2026-01-05', '+8613812340001', 29_800]], faults: [[2, 'json_invalid']] },
  },
];

const REFUSED: readonly AwkwardFile[] = (
  [
    ['empty', () => Buffer.alloc(0), /文件是空的[\s\S]*file is empty/],
    ['blank lines only', () => bytes('\n\n  \n'), /空的/],
    ['a header only', () => bytes(lines([HEADER])), /只有表头[\s\S]*no rows/],
    ['gzip cut off', () => gzipSync(PLAIN.repeat(500)).subarray(0, 200), /不完整[\s\S]*cut off/],
    [
      'gzip damaged at its end',
      () => Buffer.concat([gzipSync(PLAIN).subarray(0, -8), Buffer.alloc(8)]),
      /损坏[\s\S]*damaged/,
    ],
    [
      'a workbook cut off',
      () => sheet([X_HEADER, xlsxRow('A1', '1')]).subarray(0, 900),
      /Excel 文件不完整[\s\S]*cut off/,
    ],
    ['a workbook without content', () => workbookOf({ sheets: [{ name: 'a', rows: [] }] }), /没有任何内容/],
    [
      'an old .xls',
      () => Buffer.from('d0cf11e0a1b11ae1'.padEnd(2000, '0'), 'hex'),
      /另存为 XLSX[\s\S]*save it as XLSX/,
    ],
    [
      'a workbook with a password',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
      /密码[\s\S]*password/,
    ],
    [
      'a web page called .xls',
      () => bytes('<html><table><tr><td>订单编号</td></tr></table></html>'),
      /网页[\s\S]*web page/,
    ],
    ['a PDF', () => bytes('%PDF-1.7\n1 0 obj'), /PDF/],
    ['a picture', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /图片[\s\S]*picture/],
    ['a program', () => Buffer.concat([bytes('\u007fELF'), Buffer.alloc(4000)]), /不是文本[\s\S]*neither/],
    ['a zip of CSV files', () => zipOf({ 'a.csv': PLAIN, 'b.csv': PLAIN }), /先解压[\s\S]*unpack it/],
    [
      'a zip that unpacks without end',
      () => zipOf({ 'xl/workbook.xml': Buffer.alloc(120 * 1024 ** 2) }),
      /过大[\s\S]*far too much/,
    ],
    ['RAR', () => bytes('Rar!\u001a\u0007\u0000'), /先解压/],
    ['thousands of columns', () => bytes(`${'a,'.repeat(3000)}b\n1\n`), /1000/],
    ['a letter instead of a table', () => bytes('您好，\n附件是订单，请查收。\n'), /缺少“订单号”列/],
  ] as const
).map(([name, file, refused]) => ({ name, file, ends: { refused } }));

/** All of them. */
export const AWKWARD_FILES: readonly AwkwardFile[] = [...CSV, ...XLSX, ...JSON_FILES, ...REFUSED];
