import { normalizeText } from '#kernel/pure/text.ts';

const EMAIL = /^[^\s@,;<>()]+@[^\s@,;<>().]+(?:\.[^\s@,;<>().]+)+$/;
const NEAT = /^[\x21-\x3f\x5b-\x7e]+@[a-z0-9.-]+$/;
const WRAPPED = /^(?:mailto:|邮箱[:：])\s*|^.*<([^<>]+)>$/iu;
const MAX_LENGTH = 254;

/** Lower case (RFC 5321 allows case in the local part, no provider uses it), or null when it is no address. */
export function normalizeEmail(given: string): string | null {
  const text = NEAT.test(given) ? given : unwrapped(normalizeText(given)).toLowerCase();
  return text.length <= MAX_LENGTH && EMAIL.test(text) ? text : null;
}

/** `Li Lei <li@example.com>` and `mailto:` as mail programs copy them. */
function unwrapped(text: string): string {
  return text.length > MAX_LENGTH * 2 ? text : text.replace(WRAPPED, '$1').trim();
}

/** Providers that write in their help pages that these forms reach one mailbox. */
const DOTLESS = new Set(['gmail.com']);
const SAME_PROVIDER: ReadonlyMap<string, string> = new Map([['googlemail.com', 'gmail.com']]);
const PLUS_TAGS = new Set([
  'gmail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'icloud.com',
  'me.com',
  'fastmail.com',
]);

/**
 * What joins two normalised addresses: the mailbox that they reach as its provider documents it. Gmail passes over
 * dots and what follows a plus; Outlook and iCloud over the plus. qq.com, 163.com and others document none of it, and
 * their `vip.` and `foxmail` addresses may be other people's.
 */
export function emailIdentity(email: string): string {
  const at = email.lastIndexOf('@');
  const given = email.slice(at + 1);
  const domain = SAME_PROVIDER.get(given) ?? given;
  if (!PLUS_TAGS.has(domain)) {
    return email;
  }
  const local = email.slice(0, at);
  const plus = local.indexOf('+');
  const mailbox = plus > 0 ? local.slice(0, plus) : local;
  const plain = DOTLESS.has(domain) ? mailbox.replaceAll('.', '') : mailbox;
  return plain === '' ? email : `${plain}@${domain}`;
}

const TYPED_DOMAINS: ReadonlyMap<string, string> = new Map([
  ['gmial.com', 'gmail.com'],
  ['gmai.com', 'gmail.com'],
  ['gamil.com', 'gmail.com'],
  ['gnail.com', 'gmail.com'],
  ['hotmial.com', 'hotmail.com'],
  ['hotmal.com', 'hotmail.com'],
  ['outlok.com', 'outlook.com'],
  ['qq.cn', 'qq.com'],
  ['q.com', 'qq.com'],
  ['qqq.com', 'qq.com'],
  ['163.cn', '163.com'],
  ['136.com', '163.com'],
  ['162.com', '163.com'],
  ['126.cn', '126.com'],
  ['sina.con.cn', 'sina.com.cn'],
  ['foxmial.com', 'foxmail.com'],
]);
const ENDINGS: ReadonlyMap<string, string> = new Map(
  ['con', 'cmo', 'ocm', 'comm', 'vom', 'xom', 'cpm', 'coom', 'cim'].map((typed) => [typed, 'com']),
);

/**
 * What was probably meant by an address with a common slip (`.con`, `qq,com`, `@qq。com`, no dot before `com`); null
 * when nothing looks wrong. To be compared and offered, never to join by: the slip may be somebody's address.
 */
export function suggestEmail(given: string): string | null {
  const text = unwrapped(normalizeText(given)).toLowerCase().replaceAll(/\s/gu, '');
  const parts = text.split(/@+/u);
  const [local = '', typed = ''] = parts;
  if (parts.length !== 2 || local === '' || typed === '' || text.length > MAX_LENGTH) {
    return null;
  }
  const dotted = typed
    .replaceAll(/[,，。、;:]/gu, '.')
    .replaceAll(/\.{2,}/gu, '.')
    .replaceAll(/^\.|\.$/gu, '');
  const joined = /^(qq|163|126|gmail|sina|foxmail|hotmail|outlook)com$/u.exec(dotted);
  const whole = joined === null ? dotted : `${joined[1]}.com`;
  const ending = whole.slice(whole.lastIndexOf('.') + 1);
  const ended = ENDINGS.has(ending) ? `${whole.slice(0, -ending.length)}${ENDINGS.get(ending)}` : whole;
  const meant = `${local.replaceAll(/[,，。]/gu, '.')}@${TYPED_DOMAINS.get(ended) ?? ended}`;
  return meant === text || normalizeEmail(meant) === null ? null : meant;
}
