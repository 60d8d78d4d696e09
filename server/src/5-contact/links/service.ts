import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import { PUBLIC_ADDRESS } from '../gate/settings.ts';
import * as store from './store.ts';
import { isExpired, type Link, linkSchema, TOKEN } from './token.ts';

export interface Links {
  /** A page of the member door with the link behind `#`: browsers do not send that to any server, or write it to a log. */
  pageUrl(page: 'preferences' | 'confirm', link: Link, reader?: Db | Tx): Promise<string>;
  /** What mail programs call with one POST (RFC 8058); a token in a query is all that standard knows. */
  unsubscribeUrl(link: Link & { readonly kind: 'unsubscribe' }, reader?: Db | Tx): Promise<string>;
  /** Throws `link_invalid` for what is no link of ours, `link_expired` for one that ran out. */
  open(token: string): Promise<Link>;
  /** Throws `link_used` the second time. */
  useOnce(tx: Tx, link: Link & { readonly kind: 'confirm' }): Promise<void>;
}

const SECRET_PURPOSE = 'contact.link';

export interface LinkNeeds {
  readonly secrets: SecretBox;
  readonly setting: <T>(key: string, reader?: Db | Tx) => Promise<T>;
}

/** Links that tell who follows them, without signing in. */
export function createLinks(kernel: Pick<Kernel, 'clock' | 'config'>, { secrets, setting }: LinkNeeds): Links {
  const base = async (reader?: Db | Tx): Promise<string> => {
    const address = await setting<string>(PUBLIC_ADDRESS.key, reader);
    return address === '' ? `http://127.0.0.1:${kernel.config.port}` : address.replace(/\/+$/u, '');
  };
  const seal = (link: Link): Promise<string> => secrets.seal(JSON.stringify(link), SECRET_PURPOSE);
  return {
    pageUrl: async (page, link, reader) => `${await base(reader)}/m/${page}#${await seal(link)}`,
    unsubscribeUrl: async (link, reader) => `${await base(reader)}/m/unsubscribe?t=${await seal(link)}`,
    open: async (token) => {
      if (!TOKEN.test(token)) {
        throw linkInvalid();
      }
      let text: string;
      try {
        text = await secrets.open(token, SECRET_PURPOSE);
      } catch (error) {
        throw linkInvalid(error);
      }
      const link = linkSchema.parse(JSON.parse(text));
      if (isExpired(link, kernel.clock.now())) {
        throw linkExpired();
      }
      return link;
    },
    useOnce: async (tx, { linkId, expiresAt }) => {
      const at = kernel.clock.now();
      if (!(await store.claimLink(tx, { linkId, at, expiresAt: new Date(expiresAt) }))) {
        throw linkUsed();
      }
    },
  };
}

function linkInvalid(cause?: unknown): AppError {
  return new AppError('link_invalid', 400, {
    message: {
      'zh-CN': '链接不完整或不是本系统发出的，请从最近一封邮件重新打开',
      en: 'The link is incomplete or not ours; open it again from the newest message',
    },
    ...(cause === undefined ? {} : { cause }),
  });
}

function linkExpired(): AppError {
  return new AppError('link_expired', 410, {
    message: {
      'zh-CN': '链接已过期，请从最近一封邮件打开，或联系客服重新获取',
      en: 'The link has expired; open it from a newer message, or ask our service for a new one',
    },
  });
}

function linkUsed(): AppError {
  return new AppError('link_used', 409, {
    message: {
      'zh-CN': '这个链接已经用过，订阅已确认',
      en: 'This link was used before; the subscription is confirmed',
    },
  });
}
