import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type KeyBinding, useKeys } from '../../ui/keys/keys.ts';

interface Queue<Item> {
  /** The one that keys are about. */
  readonly current: Item | undefined;
  readonly isCurrent: (index: number) => boolean;
  readonly restart: () => void;
}

/** One after the other by j and k; the other keys are the page's own. */
export function useQueue<Item>(
  items: readonly Item[],
  keysFor: (current: Item | undefined) => readonly KeyBinding[],
): Queue<Item> {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const place = Math.min(at, items.length - 1);
  const current = items[place];
  useKeys([
    ...keysFor(current),
    {
      id: 'next',
      keys: 'j',
      label: t('entry.review.next'),
      group: 'page',
      run: () => setAt(Math.min(items.length - 1, at + 1)),
    },
    {
      id: 'previous',
      keys: 'k',
      label: t('entry.review.previous'),
      group: 'page',
      run: () => setAt(Math.max(0, at - 1)),
    },
  ]);
  return { current, isCurrent: (index) => index === place, restart: () => setAt(0) };
}
