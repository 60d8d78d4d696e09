import { useRef } from 'react';

/** A key that stays the same while what is sent stays the same: a retry is one request, a correction another. */
export function useIdempotencyKey(): (content: unknown) => string {
  const last = useRef({ content: '', key: '' });
  return (content) => {
    const text = JSON.stringify(content);
    if (text !== last.current.content) {
      last.current = { content: text, key: crypto.randomUUID() };
    }
    return last.current.key;
  };
}
