import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Statement, TrustedIdentifier } from '#customers/pure';
import { said } from './statements.ts';

const CHILD = path.resolve(import.meta.dirname, 'collision-child.ts');
const SIDES = 2;

export interface Question {
  readonly round: number;
}

export interface Answer {
  readonly round: number;
  /** How often it lost against the other one and tried again. */
  readonly lost: number;
  /** By the machine's monotonic clock, which all processes share. */
  readonly startedNs: string;
  readonly endedNs: string;
  readonly customerIds: readonly string[];
}

/** Ways in which two processes hear of one person at the same moment. */
export const COLLISIONS = {
  'one account of one source': (person: string) => [
    { source: 'taobao', statements: [said({ account: `u${person}`, name: '甲' })] },
    { source: 'taobao', statements: [said({ account: `u${person}`, region: '上海' })] },
  ],
  'one phone, two sources': (person: string) => [
    { source: 'taobao', statements: [said({ account: `u${person}`, phone: phoneOf(person) })] },
    { source: 'jd', statements: [said({ account: `j${person}`, phone: phoneOf(person) })] },
  ],
  'one member card, two sources': (person: string) => [
    { source: 'shop', statements: [said({ identifiers: [card(person)] })] },
    { source: 'crm', statements: [said({ account: `c${person}`, identifiers: [card(person)] })] },
  ],
  'one WeChat user, two apps': (person: string) => [
    { source: 'mini', statements: [said({ identifiers: [openId(person, 'wxmini'), unionId(person)] })] },
    { source: 'h5', statements: [said({ identifiers: [openId(person, 'wxh5'), unionId(person)] })] },
  ],
  'joined through a chain': (person: string) => [
    {
      source: 'taobao',
      statements: [
        said({ account: `a${person}`, phone: phoneOf(person) }),
        said({ account: `b${person}`, phone: phoneOf(person), email: `${person}@x.cn` }),
      ],
    },
    {
      source: 'crm',
      statements: [
        said({ identifiers: [card(person)], email: `${person}@x.cn` }),
        said({ account: `d${person}`, identifiers: [card(person), unionId(person)] }),
      ],
    },
  ],
} as const satisfies Record<string, (person: string) => readonly Said[]>;

export type CollisionKind = keyof typeof COLLISIONS;
const KINDS = Object.keys(COLLISIONS) as CollisionKind[];

interface Said {
  readonly source: string;
  readonly statements: readonly Statement[];
}

const phoneOf = (person: string): string => `+86139${person.padStart(8, '0')}`;
const card = (person: string): TrustedIdentifier => ({ kind: 'member_card', value: `VIP${person}` });
const unionId = (person: string): TrustedIdentifier => ({ kind: 'wechat_unionid', value: `union-${person}` });
const openId = (person: string, app: string): TrustedIdentifier => ({
  kind: 'wechat_openid',
  value: `${app}:open-${app}-${person}`,
});

/** What a round is about; rounds take turns in the kinds. */
export function kindOf(round: number): CollisionKind {
  return KINDS[round % KINDS.length] ?? 'one phone, two sources';
}

/** What one of the processes hears in a round. */
export function statementsOf(round: number, side: number): Said {
  const heard = COLLISIONS[kindOf(round)](String(round))[side];
  if (heard === undefined) {
    throw new Error(`Nobody is told of side ${side}`);
  }
  return heard;
}

export interface CollisionTotals {
  readonly kind: CollisionKind;
  readonly rounds: number;
  /** Rounds in which both were at it at the same time. */
  readonly collisions: number;
  /** Attempts that lost and were made again. */
  readonly retries: number;
  /** Persons who ended as more than one customer. */
  readonly split: number;
}

/**
 * Two processes with connections of their own take the same persons in, one per round, both told to begin at once,
 * until so many rounds have overlapped in time.
 */
export async function collide({
  databaseUrl,
  collisions,
  onRound,
}: {
  readonly databaseUrl: string;
  readonly collisions: number;
  readonly onRound?: (done: number) => void;
}): Promise<CollisionTotals[]> {
  const children = await Promise.all(Array.from({ length: SIDES }, (_, side) => start(side, databaseUrl)));
  const totals = new Map<CollisionKind, { rounds: number; collisions: number; retries: number; split: number }>();
  try {
    let hits = 0;
    for (let round = 0; hits < collisions; round += 1) {
      const answers = await Promise.all(children.map((child) => ask(child, { round })));
      const total = totals.get(kindOf(round)) ?? { rounds: 0, collisions: 0, retries: 0, split: 0 };
      totals.set(kindOf(round), total);
      const overlapped = overlap(answers);
      hits += Number(overlapped);
      total.rounds += 1;
      total.collisions += Number(overlapped);
      total.retries += answers.reduce((sum, { lost }) => sum + lost, 0);
      total.split += Number((await customersAfter(children, round, answers)).size !== 1);
      onRound?.(hits);
    }
  } finally {
    await Promise.all(children.map(end));
  }
  return [...totals].map(([kind, total]) => ({ kind, ...total }));
}

/** Whoever came first may have answered with a customer that the other one merged since: asked again, all agree. */
async function customersAfter(
  children: readonly ChildProcess[],
  round: number,
  answers: readonly Answer[],
): Promise<ReadonlySet<string>> {
  const ids = new Set(answers.flatMap(({ customerIds }) => customerIds));
  if (ids.size === 1) {
    return ids;
  }
  const again = await Promise.all(children.map((child) => ask(child, { round })));
  return new Set(again.flatMap(({ customerIds }) => customerIds));
}

function overlap(answers: readonly Answer[]): boolean {
  const starts = answers.map(({ startedNs }) => BigInt(startedNs));
  const ends = answers.map(({ endedNs }) => BigInt(endedNs));
  const [a = 0n, b = 0n] = starts;
  const [c = 0n, d = 0n] = ends;
  return a < d && b < c;
}

async function start(side: number, databaseUrl: string): Promise<ChildProcess> {
  const child = fork(CHILD, [String(side)], { env: { ...process.env, DATABASE_URL: databaseUrl }, execArgv: [] });
  await once(child, 'message');
  return child;
}

async function ask(child: ChildProcess, question: Question): Promise<Answer> {
  const answered = once(child, 'message');
  child.send(question);
  const [answer] = (await answered) as [Answer | { readonly error: string }];
  if ('error' in answer) {
    throw new Error(`Round ${question.round}: ${answer.error}`);
  }
  return answer;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.connected) {
    const exited = once(child, 'exit');
    child.send('end');
    await exited;
  }
}
