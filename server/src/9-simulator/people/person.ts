import { dateOfDayNumber } from '#kernel/pure/dates.ts';
import { chooseGiven, chooseSurname, type NamePart, type PersonName, type Sex } from '../brand/names.ts';
import { chooseHome, type Home } from '../brand/places.ts';
import { below, chance, createPicker, createRandom, normal, pick, type Random } from '../random.ts';
import { mobileNumber } from './phones.ts';

/** Who somebody truly is. */
export interface Person {
  /** 0, 1, 2, …: the same person in every base of the same seed that is large enough. */
  readonly index: number;
  readonly household: string;
  readonly role: Role;
  readonly name: PersonName;
  readonly nickname: string;
  readonly sex: Sex;
  readonly birthday: string;
  readonly age: number;
  readonly home: Home;
  /** Number now, and the one before it; null when it never changed. */
  readonly phone: string;
  readonly oldPhone: string | null;
  /** The number belonged to another person of the story before. */
  readonly phoneWasOf: number | null;
  readonly email: string;
  readonly occupation: string;
  readonly incomeBand: string;
  readonly hobbies: readonly string[];
  readonly heightCm: number;
  readonly build: string;
  readonly skin: string | null;
  readonly parcelTime: string;
  /** Buys dearer (2), middling (1) or cheaper (0) things. */
  readonly priceLevel: 0 | 1 | 2;
  readonly waitsForBargains: boolean;
  readonly kids: number;
}

export const ROLES = ['alone', 'partner', 'parent', 'grandparent', 'child'] as const;
export type Role = (typeof ROLES)[number];

/** People of one household: as many as its kind has members. */
export interface Household {
  readonly id: string;
  readonly members: readonly Person[];
  /** They use one number between them, as older couples do. */
  readonly sharesPhone: boolean;
}

/** People are made twelve at a time; a block is the same whatever stands around it. */
export const PEOPLE_PER_BLOCK = 12;

const pickKind = createPicker<readonly Role[]>([
  [['alone'], 46],
  [['partner', 'partner'], 24],
  [['parent', 'parent'], 14],
  [['parent', 'parent', 'child'], 9],
  [['parent', 'child'], 3],
  [['parent', 'parent', 'grandparent'], 4],
]);
const pickIncome = createPicker([
  ['月入 5000 元以下', 34],
  ['月入 5000–10000 元', 38],
  ['月入 10000–20000 元', 20],
  ['月入 20000–50000 元', 7],
  ['月入 50000 元以上', 1],
]);
const pickBuild = createPicker([
  ['偏瘦', 22],
  ['匀称', 48],
  ['偏胖', 24],
  ['健壮', 6],
]);
const OCCUPATIONS =
  '公司职员 教师 销售 工程师 护士 会计 自由职业 公务员 个体经营 设计师 工人 医生 律师 客服 程序员 司机 编辑 全职妈妈'.split(
    ' ',
  );
const HOBBIES = '阅读 旅行 跑步 瑜伽 烹饪 摄影 电影 音乐 园艺 游戏 篮球 羽毛球 手工 宠物 露营'.split(' ');
const SKINS = ['干性', '油性', '中性', '混合性', '敏感性'] as const;
const PARCEL_TIMES = ['工作日', '周末', '晚上 18 点后', '随时'] as const;
const NICK_WORDS = '小 阿 爱笑的 快乐的 清风 晴天 可乐 柠檬 星星 麦子 南方 山谷里的 一只 半糖 云朵 猫系'.split(' ');
const MAIL_HOSTS = createPicker([
  // Reserved names (RFC 2606): nobody can receive what is sent there.
  ['qq.example', 55],
  ['163.example', 25],
  ['126.example', 8],
  ['gmail.example', 6],
  ['sina.example', 6],
]);

/** The households of block `block`, twelve people in all. */
export function peopleOfBlock(seed: number, { block, lastDay }: { block: number; lastDay: number }): Household[] {
  const random = createRandom(seed, { stream: 'household', index: block });
  const households: Household[] = [];
  let next = block * PEOPLE_PER_BLOCK;
  const end = next + PEOPLE_PER_BLOCK;
  while (next < end) {
    const roles = pickKind(random).slice(0, end - next);
    households.push(makeHousehold(random, { seed, lastDay, first: next, roles }));
    next += roles.length;
  }
  return passOnNumbers(random, households);
}

interface Making {
  readonly seed: number;
  readonly lastDay: number;
  readonly first: number;
  readonly roles: readonly Role[];
}

function makeHousehold(random: Random, { seed, lastDay, first, roles }: Making): Household {
  const id = `H${first}`;
  const home = chooseHome(random);
  const surname = chooseSurname(random);
  const adultAge = chooseAge(random);
  const kids = roles[0] === 'parent' ? 1 + below(random, 2) : 0;
  const firstSex: Sex = chance(random, 0.62) ? 'female' : 'male';
  const members = roles.map((role, place) => {
    const own = createRandom(seed, { stream: 'person', index: first + place });
    const sex: Sex = place === 0 ? firstSex : place === 1 && role !== 'child' ? otherSex(firstSex) : pick(own, BOTH);
    // Wives keep their names; children take the first one's here.
    const family = place === 0 || role === 'child' ? surname : chooseSurname(own);
    return makePerson(own, {
      seed,
      index: first + place,
      role,
      sex,
      surname: family,
      home,
      lastDay,
      adultAge,
      kids,
      id,
    });
  });
  return { id, members, sharesPhone: members.length > 1 && adultAge > 50 && chance(random, 0.35) };
}

const BOTH: readonly Sex[] = ['male', 'female'];

function otherSex(sex: Sex): Sex {
  return sex === 'male' ? 'female' : 'male';
}

/** Most are between 22 and 45. */
function chooseAge(random: Random): number {
  return Math.min(72, Math.max(19, Math.round(23 + 34 * random() ** 1.7 + normal(random) * 3)));
}

function ageOf(random: Random, { role, adultAge }: { role: Role; adultAge: number }): number {
  if (role === 'child') {
    return 15 + below(random, 8);
  }
  if (role === 'grandparent') {
    return Math.min(80, adultAge + 25 + below(random, 6));
  }
  return role === 'parent' ? Math.max(27, adultAge + below(random, 4)) : Math.max(18, adultAge + below(random, 5) - 2);
}

interface Being {
  readonly seed: number;
  readonly index: number;
  readonly role: Role;
  readonly sex: Sex;
  readonly surname: NamePart;
  readonly home: Home;
  readonly lastDay: number;
  readonly adultAge: number;
  readonly kids: number;
  readonly id: string;
}

function makePerson(random: Random, being: Being): Person {
  const { seed, index, sex, surname, home } = being;
  const age = ageOf(random, being);
  const birthday = dateOfDayNumber(being.lastDay - Math.floor(age * 365.25) - below(random, 365));
  const birthYear = Number(birthday.slice(0, 4));
  const name: PersonName = { surname, given: chooseGiven(random, { sex, birthYear }) };
  const changed = chance(random, 0.22);
  return {
    index,
    household: being.id,
    role: being.role,
    name,
    nickname: `${pick(random, NICK_WORDS)}${name.given.at(-1)?.text ?? ''}`,
    sex,
    birthday,
    age,
    home,
    phone: mobileNumber(seed, { person: index, slot: changed ? 1 : 0 }),
    oldPhone: changed ? mobileNumber(seed, { person: index, slot: 0 }) : null,
    phoneWasOf: null,
    email: mailOf(random, { name, birthYear, index }),
    occupation: age < 23 ? '学生' : age > 60 ? '退休' : pick(random, OCCUPATIONS),
    incomeBand: age < 23 ? '月入 5000 元以下' : pickIncome(random),
    hobbies: [pick(random, HOBBIES), pick(random, HOBBIES)].filter((each, place, all) => all.indexOf(each) === place),
    heightCm: Math.round((sex === 'male' ? 172 : 160.5) + normal(random) * 6),
    build: pickBuild(random),
    skin: sex === 'female' ? pick(random, SKINS) : null,
    parcelTime: pick(random, PARCEL_TIMES),
    priceLevel: random() < 0.35 ? 0 : random() < 0.72 ? 1 : 2,
    waitsForBargains: chance(random, 0.35),
    kids: being.role === 'child' ? 0 : being.kids,
  };
}

/** Different for every person of one seed. */
function mailOf(
  random: Random,
  { name, birthYear, index }: { name: PersonName; birthYear: number; index: number },
): string {
  const family = name.surname.pinyin;
  const given = name.given.map((part) => part.pinyin);
  const written = chance(random, 0.5) ? given.join('') : given.map((part) => part.slice(0, 1)).join('');
  return `${family}${written}${String(birthYear).slice(chance(random, 0.6) ? 2 : 0)}.${index.toString(36)}@${MAIL_HOSTS(random)}`;
}

/** Share of given-up numbers that somebody else of the story gets. */
const REASSIGNED = 0.15;

/** An operator gives a number that was given up to somebody new: the strongest identifier then means two people. */
function passOnNumbers(random: Random, households: readonly Household[]): Household[] {
  const taken = new Map<number, Person>();
  const people = households.flatMap((household) => household.members);
  for (const from of people) {
    const to = people.find(
      (each) => each.household !== from.household && each.oldPhone === null && !taken.has(each.index) && each !== from,
    );
    if (from.oldPhone !== null && to !== undefined && chance(random, REASSIGNED)) {
      taken.set(to.index, from);
    }
  }
  return households.map((household) => ({
    ...household,
    members: household.members.map((member) => {
      const from = taken.get(member.index);
      return from === undefined || from.oldPhone === null
        ? member
        : { ...member, phone: from.oldPhone, phoneWasOf: from.index };
    }),
  }));
}
