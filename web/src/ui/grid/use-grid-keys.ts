import { useTranslation } from 'react-i18next';
import { type KeyBinding, useKeys } from '../keys/keys.ts';

interface Can {
  readonly onOpen?: unknown;
  readonly onPeek?: unknown;
  readonly onSelect?: unknown;
  readonly onClose?: unknown;
  readonly isFlowing?: boolean;
}

/** Tells the keyboard help what the keys of a list do; `g g` is the one that the list itself leaves to it. */
export function useGridKeys(can: Can, { toFirst }: { readonly toFirst: () => void }): void {
  const { t } = useTranslation();
  const told = (id: string, keys: string, label: string): KeyBinding => ({ id, keys, label, group: 'list' });
  const bindings: readonly KeyBinding[] = [
    told('next', 'j', t('keys.move')),
    told('previous', 'k', t('keys.move')),
    { ...told('first', 'g g', t('keys.ends')), run: toFirst },
    told('last', 'G', t('keys.ends')),
    ...(can.onPeek === undefined ? [] : [told('peek', ' ', t('keys.peek'))]),
    ...(can.onOpen === undefined ? [] : [told('open', 'Enter', t('keys.open'))]),
    ...(can.onSelect === undefined ? [] : [told('select', 'x', t('keys.select'))]),
    ...(can.onClose === undefined ? [] : [told('close', 'Escape', t('keys.close'))]),
  ];
  // A table within a page is no list to walk by keys alone.
  useKeys(can.isFlowing === true ? [] : bindings);
}
