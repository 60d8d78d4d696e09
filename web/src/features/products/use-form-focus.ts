import { type RefObject, useEffect, useRef } from 'react';

/** A form in a drawer: the cursor goes into its first field, and back to where it was when the form goes. */
export function useFormFocus(): { readonly form: RefObject<HTMLFormElement | null>; showFaults(): void } {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    form.current?.querySelector<HTMLElement>('input:not([type=radio])')?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus({ preventScroll: true });
      }
    };
  }, []);
  return {
    form,
    // Once the faults are drawn.
    showFaults: () => {
      window.setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), 0);
    },
  };
}
