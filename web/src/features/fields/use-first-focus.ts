import { type RefObject, useEffect, useRef } from 'react';

/** For a form that was just asked for: who opens it wants to type, so its first field has the focus. */
export function useFirstFocus(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input:not(:disabled), textarea')?.focus();
  }, []);
  return form;
}
