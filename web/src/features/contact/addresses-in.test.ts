import { describe, expect, it } from 'vitest';
import { addressesIn } from './addresses-in.ts';

describe('addresses in a file', () => {
  it('are the first column, each once, without the head, the mark of the file and quotes', () => {
    const file =
      '\uFEFF邮箱,备注\r\n"li@example.com",老客户\r\nLI@example.com\r\n\r\n13812341234;x\n+86 139 1234 1234\twang\n';
    expect(addressesIn(file)).toEqual(['LI@example.com', '13812341234', '+86 139 1234 1234']);
    expect(addressesIn('')).toEqual([]);
  });
});
