import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import type { MergeAnswer, MergeQuestion } from '#test/merge-child.ts';
import { createStatementBench, said } from '#test/statements.ts';

const CHILD = path.resolve(import.meta.dirname, '../../../test/merge-child.ts');
const ROUNDS = 60;

const kernel = useKernel({ analytic: false });

async function start(): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URL: kernel.config.databaseUrl ?? '' };
  const child = fork(CHILD, [], { env, execArgv: [] });
  await once(child, 'message');
  return child;
}

async function ask(child: ChildProcess, question: MergeQuestion): Promise<MergeAnswer> {
  const answered = once(child, 'message');
  child.send(question);
  const [answer] = (await answered) as [MergeAnswer];
  return answer;
}

it('two processes that merge crosswise while a third takes the same people in neither block nor split them', async () => {
  const children = await Promise.all([start(), start(), start()]);
  const [one, two, three] = children;
  if (one === undefined || two === undefined || three === undefined) {
    throw new Error('A process is missing');
  }
  const bench = createStatementBench(kernel);
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const phone = `+86136${String(round).padStart(8, '0')}`;
      const given = await bench.takeIn([
        said({ account: `x${round}`, phone }),
        said({ account: `y${round}` }),
        said({ account: `z${round}` }),
      ]);
      const [a = '', b = '', c = ''] = given.map((each) => each?.customerId);
      const answers = await Promise.all([
        ask(one, { merge: [a, b] }),
        ask(two, { merge: [c, b, a] }),
        ask(three, { take: { account: `y${round}`, phone } }),
      ]);
      expect(answers.map(({ error }) => error)).toEqual([null, null, null]);
      const recordIds = given.map((each) => each?.recordId ?? '');
      const { rows } = await sql<{ id: string }>`
        select distinct customer_id as id from customers.records where id = any(${recordIds}::uuid[])`.execute(
        kernel.postgres.db,
      );
      expect(rows.map(({ id }) => id)).toEqual([a]);
    }
  } finally {
    for (const child of children) {
      child.send('end');
    }
    await Promise.all(children.filter((child) => child.connected).map((child) => once(child, 'exit')));
  }
}, 120_000);
