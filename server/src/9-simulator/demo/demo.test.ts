import { describe, expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import type { Loading } from '../loading/service.ts';
import type { Parameters as Asked } from '../parameters.ts';
import { readDemoSize } from './demo-size.ts';
import { EXAMPLE_SEGMENTS } from './examples.ts';
import { createDemo, type Demo } from './service.ts';

const kernel = useKernel({ analytic: false });
const DAY_MS = 86_400_000;

/** Segments that are kept in a list, for the demo to make its own in. */
function shelfOfSegments(names: string[] = []): Parameters<typeof createDemo>[0]['definitions'] {
  // `as`: of a segment the demo looks at the name alone
  return {
    list: async () => ({ items: names.map((name) => ({ name })) }),
    create: async (_tx: unknown, _context: unknown, { name }: { readonly name: string }) => names.push(name),
  } as never;
}

/** A demo over a base of so many customers, which notes what it was asked to load. */
function demoOver(customers: number, load: (parameters: Asked) => void, names: string[] = []): Demo {
  const loading: Loading = {
    load: async (parameters) => {
      load(parameters);
      return { parameters, kinds: [] };
    },
  };
  return createDemo({
    kernel,
    loading,
    countCustomers: async () => customers,
    definitions: shelfOfSegments(names),
  });
}

const options = { customers: 60, signal: new AbortController().signal, tell: () => undefined };

describe('the demo', () => {
  it('leaves a base alone that holds customers of its own', async () => {
    const asked: Asked[] = [];
    const demo = demoOver(3, (parameters) => asked.push(parameters));
    expect(await demo.run(options)).toEqual({ outcome: 'not_empty' });
    expect(asked).toEqual([]);
  });

  it('goes on with the day on which it began, and ends there', async () => {
    const broken = demoOver(0, () => {
      throw new Error('power cut');
    });
    await expect(broken.run(options)).rejects.toThrow('power cut');
    // Two days later half of it is there, and the size asked for is another one.
    kernel.clock.set(new Date(kernel.clock.now().getTime() + 2 * DAY_MS));
    const asked: Asked[] = [];
    // One of its segments was made before the power went.
    const names = ['常退货'];
    const demo = demoOver(30, (parameters) => asked.push(parameters), names);
    expect(await demo.run({ ...options, customers: 5000 })).toMatchObject({ outcome: 'loaded' });
    expect(asked).toEqual([{ customers: 60, years: 3, seed: 1, until: '2026-03-01' }]);
    expect(await demo.run(options)).toEqual({ outcome: 'there' });
    expect(asked).toHaveLength(1);
    expect(names.toSorted()).toEqual(EXAMPLE_SEGMENTS.map(({ name }) => name).toSorted());
  });

  it('is asked for by an argument, with a size or without', () => {
    expect(readDemoSize([])).toBeNull();
    expect(readDemoSize(['--demo'])).toBe(5000);
    expect(readDemoSize(['--demo=300'])).toBe(300);
    expect(() => readDemoSize(['--demo=many'])).toThrow();
  });
});
