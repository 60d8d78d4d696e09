import { createCustomers } from '#customers';
import { systemContext } from '#kernel/context.ts';
import { isConflict, retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { openChildKernel } from './child-kernel.ts';
import { type Answer, type Question, statementsOf } from './collisions.ts';

// One of the processes that take the same persons in at the same moment. Its argument says which of them it is.
const side = Number(process.argv[2]);
const kernel = openChildKernel({ filesDir: '/nonexistent' });
const { identity } = createCustomers(kernel, { audit: () => Promise.resolve() });
const context = systemContext('child');

async function take({ round }: Question): Promise<Answer> {
  const { source, statements } = statementsOf(round, side);
  let lost = 0;
  const startedNs = process.hrtime.bigint();
  const resolved = await retryOnConflict(async () => {
    try {
      return await kernel.transaction(context, (tx) =>
        identity.takeIn(tx, context, statements, { source, importId: null, scopeId: null }),
      );
    } catch (error) {
      lost += isConflict(error) ? 1 : 0;
      throw error;
    }
  });
  return {
    round,
    lost,
    startedNs: String(startedNs),
    endedNs: String(process.hrtime.bigint()),
    customerIds: resolved.map((one) => one?.customerId ?? ''),
  };
}

process.on('message', (question: Question | 'end') => {
  if (question === 'end') {
    void kernel.postgres.close().then(() => process.disconnect());
    return;
  }
  take(question).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ round: question.round, error: String(error) }),
  );
});
process.send?.('ready');
