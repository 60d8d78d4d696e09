import { expect, it } from 'vitest';
import { guessIdentifier, inParts, pastedPeople } from './pasted-people.ts';

it('reads a pasted column: one person a line, the same one once, and what the lines are', () => {
  const phones = pastedPeople(' 13912345678\r\n13912345678\n139-1234-5679，13712345678\t\n');
  expect(phones).toEqual(['13912345678', '139-1234-5679', '13712345678']);
  expect(guessIdentifier(phones)).toBe('phone');
  expect(guessIdentifier(['a@example.com', 'b@example.com'])).toBe('email');
  expect(guessIdentifier(['VIP0001'])).toBeNull();
  expect(inParts([1, 2, 3], 2)).toEqual([[1, 2], [3]]);
});
