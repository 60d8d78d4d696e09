import type { Calendar } from '../calendar.ts';
import type { Person } from '../people/person.ts';
import type { Account, Source } from '../people/sources.ts';
import type { Encoding, StoryFile } from './file.ts';
import { cell } from './text.ts';

/** What stands in a column. */
type Column = (given: { readonly account: Account; readonly person: Person; readonly calendar: Calendar }) => string;

const registered: Column = ({ account, calendar }) => calendar.dateText(Math.floor(account.registered));
const nothing: Column = () => '';

const COLUMNS = {
  account: ({ account }) => account.account ?? '',
  name: ({ account }) => account.name,
  phone: ({ account }) => account.phone,
  email: ({ account }) => account.email,
  province: ({ account }) => account.province,
  city: ({ account }) => account.city,
  address: ({ account }) => account.address,
  birthday: ({ account }) => account.birthday,
  gender: ({ account }) => account.gender,
  card: ({ account }) => account.card,
  unionid: ({ account }) => account.unionid,
  openid: ({ account }) => `${WECHAT_APP}:${account.openid}`,
  registered,
  landline: ({ person }) => (person.index % 3 === 0 ? person.home.landline : ''),
  occupation: ({ person }) => person.occupation,
  income: ({ person }) => (person.index % 4 === 0 ? person.incomeBand : ''),
  height: ({ person }) => (person.index % 3 === 1 ? String(person.heightCm) : ''),
  build: ({ person }) => (person.index % 3 === 1 ? person.build : ''),
  hobbies: ({ person }) => person.hobbies.join('、'),
  parcelTime: ({ person }) => (person.index % 2 === 0 ? person.parcelTime : ''),
  skin: ({ person }) => person.skin ?? '',
  level: ({ person }) => `V${person.priceLevel + 1}`,
  nothing,
} as const satisfies Readonly<Record<string, Column>>;
type ColumnName = keyof typeof COLUMNS;

/** The app whose OpenIDs these are. */
const WECHAT_APP = 'wx5a1e0c9b7d3f2468';

interface Layout {
  readonly encoding: Encoding;
  readonly delimiter: ',' | ';';
  /** Header → what stands there, in the order of the export. */
  readonly columns: readonly (readonly [header: string, column: ColumnName])[];
}

/** Each source exports its customers in its own way. */
const LAYOUTS: Readonly<Record<Source, Layout>> = {
  tmall: {
    encoding: 'gbk',
    delimiter: ',',
    columns: [
      ['买家会员名', 'account'],
      ['收货人', 'name'],
      ['联系手机', 'phone'],
      ['省份', 'province'],
      ['收货地址', 'address'],
      ['会员级别', 'level'],
      ['注册时间', 'registered'],
      ['更新时间', 'registered'],
    ],
  },
  jd: {
    encoding: 'utf-8-bom',
    delimiter: ';',
    columns: [
      ['买家账号', 'account'],
      ['客户姓名', 'name'],
      ['联系电话', 'phone'],
      ['省', 'province'],
      ['收货地址', 'address'],
      ['注册时间', 'registered'],
      ['更新时间', 'registered'],
    ],
  },
  shop: {
    encoding: 'utf-8',
    delimiter: ',',
    columns: [
      ['customer_id', 'account'],
      ['full_name', 'name'],
      ['gender', 'gender'],
      ['date of birth', 'birthday'],
      ['mobile', 'phone'],
      ['email', 'email'],
      ['province', 'province'],
      ['street', 'address'],
      ['unionid', 'unionid'],
      ['height cm', 'height'],
      ['build', 'build'],
      ['delivery time', 'parcelTime'],
      ['registration date', 'registered'],
      ['updated_at', 'registered'],
    ],
  },
  store: {
    encoding: 'utf-8',
    delimiter: ',',
    columns: [
      ['会员号', 'account'],
      ['会员卡号', 'card'],
      ['会员姓名', 'name'],
      ['性别', 'gender'],
      ['出生日期', 'birthday'],
      ['手机号', 'phone'],
      ['固定电话', 'landline'],
      ['电子邮箱', 'email'],
      ['所在地', 'province'],
      ['住址', 'address'],
      ['职业', 'occupation'],
      ['月收入', 'income'],
      ['兴趣爱好', 'hobbies'],
      ['入会日期', 'registered'],
      ['最后修改时间', 'registered'],
    ],
  },
  wechat: {
    encoding: 'utf-8',
    delimiter: ',',
    columns: [
      ['用户ID', 'account'],
      ['openid', 'openid'],
      ['unionid', 'unionid'],
      ['客户名称', 'name'],
      ['性别', 'gender'],
      ['手机号', 'phone'],
      ['省', 'province'],
      ['生日', 'birthday'],
      ['注册时间', 'registered'],
      ['更新时间', 'registered'],
    ],
  },
  agent: {
    encoding: 'utf-8',
    delimiter: ',',
    columns: [
      ['姓名', 'name'],
      ['手机', 'phone'],
      ['邮箱', 'email'],
      ['性别', 'gender'],
      ['生日', 'birthday'],
      ['省份', 'province'],
      ['联系地址', 'address'],
      ['建档日期', 'registered'],
      ['更新时间', 'registered'],
    ],
  },
  phone: {
    encoding: 'utf-8',
    delimiter: ',',
    columns: [
      ['客户姓名', 'name'],
      ['电话', 'phone'],
      ['其他电话', 'landline'],
      ['性别', 'gender'],
      ['省份', 'province'],
      ['收货地址', 'address'],
      ['建档日期', 'registered'],
      ['更新时间', 'registered'],
    ],
  },
  newsletter: {
    encoding: 'utf-8',
    delimiter: ',',
    columns: [
      ['email', 'email'],
      ['registration date', 'registered'],
      ['updated_at', 'registered'],
    ],
  },
};

/** The export of customers of one source. */
export function customerFile(source: Source, calendar: Calendar): StoryFile {
  const { encoding, delimiter, columns } = LAYOUTS[source];
  const values = columns.map(([, name]): Column => COLUMNS[name]);
  return {
    name: `customers-${source}.csv`,
    intake: { kind: 'customers', source },
    encoding,
    header: columns.map(([header]) => header).join(delimiter),
    write: ({ accounts, person }, rows) => {
      for (const account of accounts) {
        if (account.source === source) {
          const line = values.map((value) => cell(value({ account, person, calendar }))).join(delimiter);
          rows.add(line, account.faulty);
        }
      }
    },
  };
}
