import { describe, expect, it } from 'vitest';
import { flowOf } from './flow.ts';

const flows = [
  { from: 'new', to: 'active', value: 30 },
  { from: 'new', to: 'quiet', value: 10 },
  { from: 'quiet', to: 'quiet', value: 60 },
  { from: 'lost', to: 'active', value: 0 },
];
const drawn = flowOf(flows, { order: ['new', 'active', 'quiet', 'lost'], height: 112 });

describe('a flow', () => {
  it('piles both sides in the order of the stages, as high as they are many', () => {
    expect(drawn.left.map(({ id, value, y, height }) => [id, value, y, height])).toEqual([
      ['new', 40, 0, 40],
      ['quiet', 60, 52, 60],
    ]);
    expect(drawn.right.map(({ id, value, y }) => [id, value, y])).toEqual([
      ['active', 30, 0],
      ['quiet', 70, 42],
    ]);
  });

  it('leads every band from its pile to its pile without overlap', () => {
    expect(drawn.bands.map(({ from, to, fromY, toY, height }) => [from, to, fromY, toY, height])).toEqual([
      ['new', 'active', 0, 0, 30],
      ['new', 'quiet', 30, 42, 10],
      ['quiet', 'quiet', 52, 52, 60],
    ]);
  });

  it('draws nothing out of nothing', () => {
    expect(flowOf([], { order: ['new'], height: 100 })).toEqual({ left: [], right: [], bands: [] });
  });
});
