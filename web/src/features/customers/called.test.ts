import { expect, it } from 'vitest';
import { calledBy } from './called.ts';

it('a customer is called by the name, else by what is known, contact data as they are shown', () => {
  const nobody = { name: null, account: null, phone: null, email: null };
  expect(calledBy({ ...nobody, name: '王小明', account: 'w1' }, '未命名客户')).toBe('王小明');
  expect(calledBy({ ...nobody, account: 'w1', phone: '138****1234' }, '未命名客户')).toBe('w1');
  expect(calledBy({ ...nobody, phone: '138****1234', email: 'w***@zhike.test' }, '未命名客户')).toBe('138****1234');
  expect(calledBy({ ...nobody, email: 'w***@zhike.test' }, '未命名客户')).toBe('w***@zhike.test');
  expect(calledBy({ name: null, account: null }, '未命名客户')).toBe('未命名客户');
});
