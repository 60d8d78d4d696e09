import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import {
  namePinyin,
  normalizeEmail,
  normalizePhone,
  placeOf,
  readAddress,
  readBirthday,
  readName,
  readNationalId,
  readPhones,
  simplify,
} from '../server/src/3-customers/normalizing/normalizers.ts';
import { dataSet } from '../server/test/data-sets.ts';

type Row = Readonly<Record<string, string>>;

/** The least time that one figure is measured over. */
const MEASURED_MS = 1500;

function table(set: string, file: string, limit = Number.POSITIVE_INFINITY): readonly Row[] {
  const folder = dataSet(set);
  const full = folder === null ? '' : path.join(folder, file);
  if (!existsSync(full)) {
    throw new Error(`This benchmark needs the data set ${set} (ZHIKE_TEST_DATA)`);
  }
  const bytes = readFileSync(full);
  const text = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  return parse(text, { columns: true, bom: true, ...(Number.isFinite(limit) ? { to: limit } : {}) });
}

/** Runs over the values again and again, once before the clock starts. */
function measure(name: string, values: readonly string[], normalize: (given: string) => unknown): void {
  for (const value of values) {
    normalize(value);
  }
  const start = performance.now();
  let rows = 0;
  while (performance.now() - start < MEASURED_MS) {
    for (const value of values) {
      normalize(value);
    }
    rows += values.length;
  }
  const perSecond = Math.round((rows * 1000) / (performance.now() - start));
  console.log(`${name.padEnd(34)} ${perSecond.toLocaleString('en').padStart(12)} rows/s  (${values.length} values)`);
}

function columns(rows: readonly Row[], name: string): readonly string[] {
  return rows.map((row) => row[name] ?? '').filter((value) => value !== '');
}

/** `npm run bench -- normalise`: rows a second of each normaliser, one core, on values as they are met. */
export async function run(): Promise<void> {
  const customers = table('cn_customers_synthetic', 'records.csv');
  const phones = table('cn_phone_cases', 'phone_cases.csv');
  const addresses = columns(table('cn_address_cases', 'division_cases.csv'), 'address');
  measure('phone (mobiles as given)', columns(customers, 'mobile'), normalizePhone);
  measure('phone (all kinds, invalid too)', columns(phones, 'raw'), normalizePhone);
  measure('field for phones', columns(customers, 'mobile'), readPhones);
  measure('e-mail', columns(customers, 'email'), normalizeEmail);
  measure('name', columns(customers, 'name'), readName);
  measure('name and pinyin', columns(customers, 'name'), (name) => namePinyin(readName(name)));
  measure('traditional to simplified', columns(customers, 'name'), simplify);
  measure('address (all parts)', addresses, (address) => readAddress(address));
  measure('address (place alone)', addresses, (address) => placeOf({ region: null, address }));
  measure('birthday', columns(customers, 'birth_date'), readBirthday);
  measure('ID number', ['11010519491231002X', '110105491231002'], readNationalId);
  const million = table('cn_records_1m', 'records.csv.gz', 100_000);
  measure(
    'a whole record of cn_records_1m',
    million.map((_, index) => String(index)),
    (index) => {
      const row = million[Number(index)] ?? {};
      readName(`${row['surname']}${row['given']}`);
      normalizePhone(row['mobile'] ?? '');
      normalizeEmail(row['email'] ?? '');
      readBirthday(row['dob'] ?? '');
      return readAddress(row['addr'] ?? '');
    },
  );
}
