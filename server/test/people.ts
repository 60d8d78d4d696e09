import type { Customers, Statement } from '#customers';
import { systemContext } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';

/** Someone as one source knows them; what is left out is not said. */
export type Person = Partial<Statement> & { readonly source?: string; readonly scopeId?: string | null };

const NOTHING_SAID = {
  account: null,
  phone: null,
  email: null,
  name: null,
  address: null,
  region: null,
  identifiers: [],
  attributes: {},
} as const;

/** Takes people in, one after the other; answers each one's customer. */
export async function takePeople(
  kernel: Pick<Kernel, 'transaction' | 'clock'>,
  customers: Pick<Customers, 'identity'>,
  people: readonly Person[],
): Promise<string[]> {
  const context = systemContext('test');
  const ids: string[] = [];
  for (const { source = 'shop', scopeId = null, ...said } of people) {
    const statement = { ...NOTHING_SAID, statedAt: kernel.clock.now(), ...said };
    const [taken] = await kernel.transaction(context, (tx) =>
      customers.identity.takeIn(tx, context, [statement], { source, importId: null, scopeId }),
    );
    ids.push(taken?.customerId ?? '');
  }
  return ids;
}
