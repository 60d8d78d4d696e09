import { createHmac, randomBytes } from 'node:crypto';
import type { Kernel } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import * as store from './store.ts';

/** By what an address is compared without being kept: phone numbers are few enough to be guessed from a plain digest. */
export type AddressDigest = (address: string) => Promise<string>;

const KEY_NAME = 'addresses';
const SECRET_PURPOSE = 'contact.addresses';

/** Digests under a key of this installation, which the database alone does not tell. */
export function createAddressDigest(
  { postgres, clock }: Pick<Kernel, 'postgres' | 'clock'>,
  secrets: SecretBox,
): AddressDigest {
  let key: Promise<string> | null = null;
  const readKey = async (): Promise<string> => {
    const known = await store.selectKey(postgres.db, KEY_NAME);
    if (known !== null) {
      return secrets.open(known, SECRET_PURPOSE);
    }
    const sealed = await secrets.seal(randomBytes(32).toString('base64url'), SECRET_PURPOSE);
    await store.insertKey(postgres.db, KEY_NAME, { sealed, at: clock.now() });
    return secrets.open((await store.selectKey(postgres.db, KEY_NAME)) ?? sealed, SECRET_PURPOSE);
  };
  return async (address) => {
    key ??= readKey();
    // A key that could not be read may be readable later.
    key.catch(() => {
      key = null;
    });
    return createHmac('sha256', await key)
      .update(address.trim().toLowerCase())
      .digest('base64url');
  };
}
