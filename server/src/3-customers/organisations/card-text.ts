import { readName } from '../normalizing/names.ts';
import { readPhones } from '../normalizing/phones.ts';

/** What the text of a business card says, field by field; null where it says nothing. */
export interface CardText {
  readonly name: string | null;
  readonly company: string | null;
  readonly department: string | null;
  readonly position: string | null;
  readonly phone: string | null;
  readonly otherPhones: readonly string[];
  readonly email: string | null;
  readonly website: string | null;
  readonly address: string | null;
  /** Lines that nothing was made of. */
  readonly unread: readonly string[];
}

const MAX_LENGTH = 2000;
const MAX_LINES = 40;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/u;
const WEBSITE = /(?:https?:\/\/)?(?:www\.)[\w-]+(?:\.[\w-]+)+(?:\/\S*)?|https?:\/\/\S+/iu;
const LABELS = {
  fax: /^(?:传真|傳真|fax|f)\s*[:：]/iu,
  postcode: /^(?:邮编|郵編|邮政编码|zip(?:\s*code)?|p\.?c\.?|postcode)\s*[:：]?/iu,
  phone:
    /^(?:手机|手機|移动电话|电话|電話|座机|直线|总机|热线|联系方式|mobile|mob|cell|tel(?:ephone)?|phone|direct|m|t|p)\.?\s*[:：/]\s*/iu,
  email: /^(?:电子邮箱|电子邮件|邮箱|邮件|e-?mail|mail|e)\.?\s*[:：]\s*/iu,
  website: /^(?:网址|網址|官网|网站|web(?:site)?|site|url|http|w)\s*[:：]\s*/iu,
  address: /^(?:公司地址|办公地址|地址|地\s*址|add(?:ress)?|addr|a)\.?\s*[:：]\s*/iu,
  name: /^(?:姓名|名字|name)\s*[:：]\s*/iu,
  position: /^(?:职务|职位|职称|title|position)\s*[:：]\s*/iu,
  department: /^(?:部门|department|dept)\.?\s*[:：]\s*/iu,
  company: /^(?:公司|单位|公司名称|company)\s*[:：]\s*/iu,
  chat: /^(?:微信|wechat|qq|skype|whatsapp)(?:号|id)?\s*[:：]/iu,
} as const;
const PHONE = /\+?\d[\d\s().-]{5,20}\d(?:\s*(?:转|轉|ext\.?|x)\s*\d{1,6})?/giu;
const COMPANY =
  /公司|集团|集團|股份|工厂|工作室|商行|商贸|事务所|研究院|银行|大学|学院|医院|超市|(?:\b(?:co|ltd|inc|llc|corp|gmbh|plc|s\.?a)\b\.?|\b(?:company|limited|group|corporation|holdings|university|studio|bank)\b)/iu;
const DEPARTMENT = /^[\p{Script=Han}A-Za-z&]{1,12}(?:部|事业部|中心|科|处|室)$|\b(?:department|dept\.?|division)\b/iu;
const POSITION =
  /经理|總經理|总监|總監|总裁|董事|主管|主任|助理|专员|顾问|工程师|设计师|采购员?$|业务员|代表|店长|厂长|部长|科长|会计|律师|教授|老师|医生|秘书|创始人|合伙人|负责人|\b(?:manager|director|president|chairman|ceo|cto|cfo|coo|engineer|officer|executive|buyer|founder|partner|vp|head|assistant|consultant|representative|designer|specialist|supervisor|accountant|lawyer|professor)\b/iu;
const ADDRESS_HAN = /省|市|区|县|镇|路|街|道|巷|弄|号|栋|幢|座|楼|室|层|大厦|广场|园/gu;
const ADDRESS_LATIN =
  /\b(?:road|rd|street|st|avenue|ave|blvd|boulevard|lane|drive|district|building|bldg|floor|room|rm|suite|tower|plaza|p\.?o\.?\s*box)\b\.?/iu;
const BETWEEN = /\s*[|｜/／·•]\s*|\t+|\s{2,}/u;

type Field = 'name' | 'company' | 'department' | 'position' | 'website' | 'address';

/** Reads the text of a business card, typed or pasted, Chinese or English. What it cannot place stays `unread`. */
export function readCardText(given: string): CardText {
  const found: Partial<Record<Field, string>> = {};
  const phones: string[] = [];
  const emails: string[] = [];
  const unread: string[] = [];
  const keep = (field: Field, text: string): void => {
    found[field] ??= text;
  };
  const rest: string[] = [];
  for (const line of linesOf(given)) {
    const left = withoutContacts(line, { phones, emails, keep });
    if (left !== '') {
      rest.push(left);
    }
  }
  for (const line of rest) {
    if (!placed(line, { found, keep })) {
      unread.push(line);
    }
  }
  const mobile = phones.find((phone) => /^(?:\+?86[\s-]?)?1[3-9]/u.test(phone)) ?? phones[0] ?? null;
  return {
    name: found.name ?? null,
    company: found.company ?? null,
    department: found.department ?? null,
    position: found.position ?? null,
    phone: mobile,
    otherPhones: phones.filter((phone) => phone !== mobile),
    email: emails[0] ?? null,
    website: found.website ?? null,
    address: found.address ?? null,
    unread,
  };
}

function linesOf(given: string): string[] {
  return given
    .normalize('NFKC')
    .slice(0, MAX_LENGTH)
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MAX_LINES);
}

interface Taking {
  readonly phones: string[];
  readonly emails: string[];
  readonly keep: (field: Field, text: string) => void;
}

/** Takes mail, web and phones out of a line, and what stands behind a label; returns what is left to be read. */
function withoutContacts(line: string, { phones, emails, keep }: Taking): string {
  let text = line;
  const email = EMAIL.exec(text)?.[0];
  if (email !== undefined) {
    emails.push(email);
    text = text.replace(email, ' ').trim().replace(LABELS.email, '');
  }
  const website = WEBSITE.exec(text)?.[0] ?? (LABELS.website.test(text) ? text.replace(LABELS.website, '') : undefined);
  if (website !== undefined) {
    keep('website', website.trim());
    text = text.replace(website, ' ').trim().replace(LABELS.website, '');
  }
  for (const field of ['address', 'name', 'position', 'department', 'company'] as const) {
    if (LABELS[field].test(text)) {
      keep(field, text.replace(LABELS[field], '').trim());
      return '';
    }
  }
  if (
    LABELS.fax.test(text) ||
    LABELS.postcode.test(text) ||
    LABELS.chat.test(text) ||
    /^(?:e-?mail|邮箱)\s*[:：]?$/iu.test(text)
  ) {
    return '';
  }
  return isAddress(text) ? text : withoutPhones(text, phones);
}

function withoutPhones(line: string, phones: string[]): string {
  const parts = line.split(/[;；,，]|\s(?=(?:传真|fax|手机|电话|mobile|mob|cell|tel|phone)\s*[:：])/iu);
  const left = parts.map((part) => {
    const text = part.trim();
    if (LABELS.fax.test(text)) {
      return '';
    }
    return text
      .replace(LABELS.phone, '')
      .replaceAll(PHONE, (hit) => {
        const number = hit.trim();
        if (readPhones(number).numbers.length === 0 && number.replaceAll(/\D/gu, '').length < 7) {
          return hit;
        }
        phones.push(number);
        return ' ';
      })
      .trim();
  });
  return left.filter((text) => text !== '' && !/^[\p{P}\s]*$/u.test(text)).join(' ');
}

function isAddress(text: string): boolean {
  const signs = new Set(text.match(ADDRESS_HAN) ?? []);
  return (
    (signs.size >= 2 && /\d|省|市/u.test(text) && !COMPANY.test(text)) || (ADDRESS_LATIN.test(text) && /\d/u.test(text))
  );
}

interface Placing {
  readonly found: Readonly<Partial<Record<Field, string>>>;
  readonly keep: (field: Field, text: string) => void;
}

/** Says what a line without mail and phones is; false when nobody can tell. */
function placed(line: string, { found, keep }: Placing): boolean {
  if (isAddress(line) && found.address === undefined) {
    keep('address', line);
    return true;
  }
  if (COMPANY.test(line) && found.company === undefined && !POSITION.test(line)) {
    keep('company', line);
    return true;
  }
  const words = line.split(BETWEEN).flatMap((part) => splitHan(part));
  const kinds = words.map((word) => kindOfWord(word, found));
  for (const [at, word] of words.entries()) {
    const kind = kinds[at];
    if (kind !== undefined && kind !== null) {
      keep(kind, word);
    }
  }
  return kinds.some((kind) => kind !== null);
}

/** 陈明 销售总监 and 陈明 Michael Chen are two each; English words stay together. */
function splitHan(part: string): string[] {
  const text = part.trim();
  return /\p{Script=Han}/u.test(text)
    ? text.split(/(?<=\p{Script=Han})\s+|\s+(?=\p{Script=Han})/u).filter((word) => word !== '')
    : text.split(/\s*[,，]\s*/u).filter((word) => word !== '');
}

function kindOfWord(word: string, found: Readonly<Partial<Record<Field, string>>>): Field | null {
  if (COMPANY.test(word) && found.company === undefined) {
    return 'company';
  }
  if (POSITION.test(word) && found.position === undefined) {
    return 'position';
  }
  if (DEPARTMENT.test(word) && found.department === undefined) {
    return 'department';
  }
  const name = readName(word);
  return name.kind === 'full' && found.name === undefined && !/\d/u.test(word) ? 'name' : null;
}
