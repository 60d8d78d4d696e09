import { sql } from 'kysely';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { said } from '../statements.ts';
import { type Chance, type Filling, type Person, SOURCES } from './filling.ts';

const context = systemContext('faces');

const REGIONS = [
  '上海市',
  '北京',
  '广东省 深圳市',
  '广东广州天河区',
  '吉林省',
  '吉林省 长春市',
  '吉林省吉林市',
  '江苏省/南京',
  '浙江 温州',
  '海南省 三亚市',
  '新疆维吾尔自治区乌鲁木齐市',
  '内蒙古呼和浩特',
  '江苏省苏州市',
  '广西壮族自治区 桂林',
  '重庆市',
  'United Kingdom',
  null,
] as const;

const BIRTHDAYS = [
  '2000-02-29',
  '1988-02-29',
  '1990-02-28',
  '1995-03-01',
  '1970-12-31',
  '1985-01-01',
  '2001-06-15',
  '1899-12-31',
  '2010-11-03',
  '2025-08-01',
  // The 13th of the leap sixth month, and the 30th of a month that is not always so long.
  '1987-08-07',
  '1992-05-31',
] as const;

const phoneOf = (index: number): string => `+86138${String(10_000_000 + index)}`;

/** Records of several sources, some of which turn out to be one person at once. */
export async function fillPeople({ kernel, platform, chance }: Filling, customers: number): Promise<Person[]> {
  const people: Person[] = [];
  for (const source of SOURCES) {
    const statements = Array.from({ length: customers }, (_, index) => index)
      .filter((index) => source === SOURCES[0] || (chance.yes(0.2) && index > 0))
      .map((index) =>
        said({
          account: `${source}-${index}`,
          phone: phoneOf(index),
          email: index % 10 === 9 ? `p${index}@example.cn` : null,
          name: chance.yes(0.5) ? '张三' : null,
          address: chance.yes(0.3) ? '某路 1 号' : null,
          region: chance.pick(REGIONS),
          attributes: attributesOf(chance),
        }),
      );
    const resolved = await retryOnConflict(() =>
      kernel.transaction(context, (tx) =>
        platform.customers.identity.takeIn(tx, context, statements, { source, importId: null, scopeId: null }),
      ),
    );
    people.push(...resolved.filter((one) => one !== null));
  }
  return people;
}

function attributesOf(chance: Chance): Record<string, string | number | boolean | readonly string[]> {
  const all = {
    gender: chance.pick(['female', 'male', 'other']),
    birthday: chance.pick(BIRTHDAYS),
    birthdayCalendar: chance.pick(['solar', 'lunar']),
    heightCm: chance.pick([150, 165, 165.5, 170.25, 190]),
    hobbies: chance.pick([['跑步'], ['跑步', "it's"], ['音乐\\"', '阅读']]),
    registeredAt: chance.pick(['2024-02-29', '2025-11-02', '2026-03-01']),
    occupation: chance.pick(['教师', "it's 2\n行"]),
    skinType: chance.pick(['敏感', '干', '油']),
    houseUnit: '2-301',
    language: chance.pick(['zh', 'zh', 'en', 'de']),
  };
  return Object.fromEntries(Object.entries(all).filter(() => chance.yes(0.45)));
}

/** Two of ten are found to be one by a later word, after everything has been copied. */
export async function mergeSome({ kernel, platform, chance }: Filling, customers: number): Promise<void> {
  for (let index = 9; index < customers; index += 10) {
    const other = chance.int(index);
    const statement = said({ account: `merged-${index}`, phone: phoneOf(other), email: `p${index}@example.cn` });
    await retryOnConflict(() =>
      kernel.transaction(context, (tx) =>
        platform.customers.identity.takeIn(tx, context, [statement], {
          source: 'merger',
          importId: null,
          scopeId: null,
        }),
      ),
    );
  }
  const ids = await allCustomers({ kernel });
  for (const customerId of ids.slice(0, 5)) {
    await kernel.transaction(context, (tx) =>
      platform.customers.identity.stateByHand(tx, context, { customerId, attributes: { gender: 'female' } }),
    );
  }
}

export async function fillTags({ kernel, chance }: Filling, people: readonly Person[]): Promise<string[]> {
  const tags = ['老客', '会员', 'VIP'].map((name) => ({ id: newId(), name }));
  for (const { id, name } of tags) {
    await sql`insert into customers.tags (id, name, created_by, created_at) values (${id}, ${name}, 'test', now())`.execute(
      kernel.postgres.db,
    );
    const tagged = people.filter(() => chance.yes(0.2));
    await sql`
      insert into customers.customer_tags (tag_id, record_id, customer_id, tagged_by, tagged_at)
      select ${id}, r, c, 'test', now() from unnest(
        ${tagged.map((one) => one.recordId)}::uuid[], ${tagged.map((one) => one.customerId)}::uuid[]) as t (r, c)`.execute(
      kernel.postgres.db,
    );
  }
  return [...tags.map(({ id }) => id), newId()];
}

export async function fillOrganisations({ kernel, chance }: Filling, people: readonly Person[]): Promise<string[]> {
  const ids = [newId(), newId()];
  for (const [index, id] of ids.entries()) {
    await sql`
      insert into customers.organisations (id, name, created_by, created_at, updated_at, removed_at)
      values (${id}, ${`公司 ${index}`}, 'test', now(), now(), ${index === 1 ? new Date() : null})`.execute(
      kernel.postgres.db,
    );
    const contacts = people.filter(() => chance.yes(0.1));
    await sql`
      insert into customers.organisation_contacts (organisation_id, record_id, customer_id, created_by, created_at)
      select ${id}, r, c, 'test', now() from unnest(
        ${contacts.map((one) => one.recordId)}::uuid[], ${contacts.map((one) => one.customerId)}::uuid[])
        as t (r, c)`.execute(kernel.postgres.db);
  }
  return ids;
}

/** Everybody whom the base knows now. */
export async function allCustomers({ kernel }: Pick<Filling, 'kernel'>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from customers.customers order by id`.execute(
    kernel.postgres.db,
  );
  return rows.map(({ id }) => id);
}
