import { createCustomers } from '#customers';
import { systemContext } from '#kernel/context.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { openChildKernel } from './child-kernel.ts';
import { said } from './statements.ts';

/** What one of the processes is asked to do at the same moment as the others. */
export type MergeQuestion =
  | { readonly merge: readonly string[] }
  | { readonly take: { readonly account: string; readonly phone: string } };

export interface MergeAnswer {
  readonly error: string | null;
}

// One of the processes that merge the same customers crosswise.
const kernel = openChildKernel({ filesDir: '/nonexistent' });
const customers = createCustomers(kernel, { audit: () => Promise.resolve() });
const context = systemContext('child');

function answer(question: MergeQuestion): Promise<void> {
  return retryOnConflict(() =>
    kernel.transaction(context, async (tx) => {
      if ('merge' in question) {
        await customers.merging.merge(tx, context, { customerIds: question.merge, reason: 'crosswise' });
      } else {
        const origin = { source: 'taobao', importId: null, scopeId: null };
        await customers.identity.takeIn(tx, context, [said(question.take)], origin);
      }
    }),
  );
}

process.on('message', (question: MergeQuestion | 'end') => {
  if (question === 'end') {
    void kernel.postgres.close().then(() => process.disconnect());
    return;
  }
  answer(question).then(
    () => process.send?.({ error: null }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.('ready');
