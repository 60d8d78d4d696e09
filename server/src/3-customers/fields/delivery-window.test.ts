import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_FIELDS } from './built-in.ts';
import { DELIVERY_DAYS, type DeliveryWindow, readDeliveryWindows, sayDeliveryWindows } from './delivery-window.ts';
import { parseField } from './parse.ts';
import { presentField } from './present.ts';

const read = (text: string): string | null => {
  const windows = readDeliveryWindows(text);
  return windows === null ? null : sayDeliveryWindows(windows, 'zh-CN');
};

describe('[C001a] when parcels are welcome', () => {
  it.each([
    ['工作日 18-21 时', '工作日 18-21 时'],
    ['工作日18点到21点', '工作日 18-21 时'],
    ['周一至周五 晚上6点～9点', '工作日 18-21 时'],
    ['工作日晚上，周末全天', '工作日 18-21 时；周末全天'],
    ['周末、节假日 9:30-12:00', '周末、节假日 9:30-12:00'],
    ['周六日', '周末全天'],
    ['18:00-21:00', '每天 18-21 时'],
    ['每天上午', '每天 9-12 时'],
    ['工作日 9-12 时，18-21 时', '工作日 9-12 时；工作日 18-21 时'],
    ['晚上 18 点后', '每天 18-24 时'],
    ['工作日下午5点以前；周末全天', '工作日 0-17 时；周末全天'],
    ['weekdays after 6pm', '工作日 18-24 时'],
    ['weekdays 6pm-9pm', '工作日 18-21 时'],
    ['weekdays 6-9pm; weekends 10am-1pm', '工作日 18-21 时；周末 10-13 时'],
    ['Working days 18:00–21:00; weekends, all day', '工作日 18-21 时；周末全天'],
  ])('reads %s', (text, kept) => {
    expect(read(text)).toBe(kept);
  });

  it.each(['', '放在门卫', '21-18 时', '工作日 18-25 时', '18:75-19:00', '工作日 18-21 时 请先电话'])(
    'does not guess at %s',
    (text) => {
      expect(read(text)).toBeNull();
    },
  );

  const minutes = fc.integer({ min: 0, max: 48 }).map((half) => half * 30);
  const window: fc.Arbitrary<DeliveryWindow> = fc
    .record({ days: fc.subarray([...DELIVERY_DAYS], { minLength: 1 }), from: minutes, to: minutes })
    .filter(({ from, to }) => from < to);

  it('reads what it says, in both languages', () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 6 }), (windows) => {
        expect(readDeliveryWindows(sayDeliveryWindows(windows, 'zh-CN'))).toEqual(windows);
        expect(readDeliveryWindows(sayDeliveryWindows(windows, 'en'))).toEqual(windows);
      }),
    );
  });

  it('is a field: kept one way however it was written, shown in the language of the reader, else refused', () => {
    const field = BUILT_IN_FIELDS.find(({ key }) => key === 'preferredParcelTime');
    if (field === undefined) {
      throw new Error('there is no such field');
    }
    expect(parseField(field, 'weekdays 6-9pm')).toEqual({ ok: true, value: '工作日 18-21 时' });
    expect(presentField(field, '工作日 18-21 时', 'en')).toBe('Working days 18:00–21:00');
    // What was kept before it had a form stays readable.
    expect(presentField(field, '放在门卫', 'en')).toBe('放在门卫');
    expect(parseField(field, '放在门卫')).toMatchObject({ ok: false, fault: { code: 'delivery_window_invalid' } });
  });
});
