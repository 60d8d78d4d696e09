import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { useKernel } from '#test/harness.ts';
import { useWorkDesk } from '#test/work-desk.ts';
import type { ProcessKind } from '../index.ts';

const text = (word: string) => ({ 'zh-CN': word, en: word });

/** Two steps in one queue; the second can go back to the first. */
const twoSteps: ProcessKind = {
  name: 'test.two_steps',
  version: 1,
  label: text('两步'),
  isOpen: true,
  subjects: null,
  first: 'one',
  steps: ['one', 'two'].map((name, index) => ({
    type: 'task' as const,
    name,
    label: text(name),
    dueMinutes: 120,
    owner: { by: 'queue' as const, key: 'test.life', name: '两步' },
    answers: z.object({ done: z.boolean() }),
    returnsTo: index === 0 ? [] : ['one'],
    next: () => (index === 0 ? 'two' : null),
  })),
};

const kernel = useKernel({ analytic: false });
const desk = useWorkDesk(kernel, { processes: [twoSteps] });
const people: string[] = [];
let chief = '';

beforeAll(async () => {
  chief = await desk.hire('主管', 'manager');
  people.push(await desk.hire('甲', 'agent'), await desk.hire('乙', 'agent'));
  const { body } = await post(chief, '/cases', { kind: 'test.two_steps', title: '建队列' });
  const { body: queues } = await desk.call(chief, 'GET', '/api/v1/work/queues');
  await desk.call(chief, 'PATCH', `/api/v1/work/queues/${queues.items[0].id}`, { members: [{ role: 'agent' }] });
  await post(chief, `/cases/${body.id}/cancel`, { reason: '只为建队列' });
});

const post = (who: string, url: string, body: object = {}) => desk.call(who, 'POST', `/api/v1/work${url}`, body);

/** What a case is, as its rules say it. */
interface Model {
  status: 'open' | 'paused' | 'done' | 'cancelled';
  step: 'one' | 'two' | null;
  /** Index of whoever has the task; null while it waits. */
  owner: number | null;
  /** Who did the first step last: they get it back. */
  firstDoer: number | null;
  completed: number;
}

interface Real {
  readonly id: string;
}

type Deed = 'claim' | 'release' | 'complete' | 'return' | 'pause' | 'resume' | 'cancel' | 'tick';
const DEEDS: readonly Deed[] = [
  'claim',
  'claim',
  'release',
  'complete',
  'complete',
  'return',
  'pause',
  'resume',
  'tick',
  'cancel',
];

const isOpen = ({ status }: Model): boolean => status === 'open' || status === 'paused';
const canTouch = (model: Model, who: number): boolean =>
  model.status === 'open' && (model.owner === null || model.owner === who);

/** What the rules say: whether it is taken, and what the case is then. */
function apply(model: Model, deed: Deed, who: number): boolean {
  switch (deed) {
    case 'claim':
      if (model.status === 'open' && model.owner === null) {
        model.owner = who;
        return true;
      }
      return isOpen(model) && model.owner === who;
    case 'release':
      // A task that went straight back to a person has no queue to go to.
      if (isOpen(model) && model.owner === who && model.firstDoer === null) {
        model.owner = null;
        return true;
      }
      return false;
    case 'complete':
      if (!canTouch(model, who)) {
        return false;
      }
      model.completed += 1;
      if (model.step === 'one') {
        Object.assign(model, { step: 'two', owner: null, firstDoer: null });
        return true;
      }
      Object.assign(model, { status: 'done', step: null, owner: null, firstDoer: null });
      return true;
    case 'return':
      return false;
    case 'pause':
      if (model.status === 'open' && model.owner === who) {
        model.status = 'paused';
        return true;
      }
      return false;
    case 'resume':
      if (model.status === 'paused' && model.owner === who) {
        model.status = 'open';
        return true;
      }
      return false;
    case 'cancel':
      return false;
    case 'tick':
      return true;
  }
}

/* oxlint-disable vitest/no-standalone-expect -- commands run inside the one test below */
class DeedCommand implements fc.AsyncCommand<Model, Real> {
  readonly deed: Deed;
  readonly who: number;

  constructor(deed: Deed, who: number) {
    this.deed = deed;
    this.who = who;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, { id }: Real): Promise<void> {
    const view = async () => (await desk.call(chief, 'GET', `/api/v1/work/cases/${id}`)).body;
    const before = await view();
    const expected = apply(model, this.deed, this.who);
    const isTaken = await this.press(id, before);
    expect([this.deed, isTaken]).toEqual([this.deed, expected]);
    const after = await view();
    const open = after.tasks.filter((task: { closedAt: string | null }) => task.closedAt === null);
    expect([after.status, after.step]).toEqual([model.status, model.step]);
    // One open task while it lives, none after.
    expect(open).toHaveLength(isOpen(model) ? 1 : 0);
    expect(open[0]?.assignee?.id ?? null).toBe(model.owner === null ? null : people[model.owner]);
    expect(after.tasks.filter((task: { status: string }) => task.status === 'done')).toHaveLength(model.completed);
    expect(after.history.length).toBeGreaterThanOrEqual(before.history.length);
  }

  private async press(id: string, before: { current: { taskId: string } | null }): Promise<boolean> {
    const who = people[this.who] ?? '';
    const task = before.current?.taskId ?? id;
    const bodies: Readonly<Record<Exclude<Deed, 'tick'>, () => Promise<{ status: number }>>> = {
      claim: () => post(who, `/tasks/${task}/claim`),
      release: () => post(who, `/tasks/${task}/release`),
      complete: () => post(who, `/tasks/${task}/complete`, { answers: { done: true } }),
      return: () => post(who, `/tasks/${task}/return`, { step: 'nowhere', reason: 'x' }),
      pause: () => post(who, `/cases/${id}/pause`, { reason: 'x' }),
      resume: () => post(who, `/cases/${id}/resume`),
      cancel: () => post(who, `/cases/${id}/cancel`, { reason: 'x' }),
    };
    if (this.deed === 'tick') {
      kernel.clock.advance(45 * 60_000);
      await kernel.timers.tick();
      return true;
    }
    const { status } = await bodies[this.deed]();
    expect(status).not.toBe(500);
    return status < 300;
  }

  toString(): string {
    return `${this.deed} by ${this.who}`;
  }
}

it('a case lives by its rules, whatever two people press in whatever order', { timeout: 120_000 }, async () => {
  const command = fc
    .tuple(fc.constantFrom(...DEEDS), fc.integer({ min: 0, max: 1 }))
    .map(([deed, who]) => new DeedCommand(deed, who));
  await fc.assert(
    fc.asyncProperty(fc.commands([command], { maxCommands: 25 }), async (commands) => {
      const { body } = await post(chief, '/cases', { kind: 'test.two_steps', title: '随意' });
      await fc.asyncModelRun(
        (): { model: Model; real: Real } => ({
          model: { status: 'open', step: 'one', owner: null, firstDoer: null, completed: 0 },
          real: { id: body.id },
        }),
        commands,
      );
    }),
    { numRuns: 25 },
  );
});
