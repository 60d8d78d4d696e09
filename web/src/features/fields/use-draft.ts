import { useState } from 'react';

/** Typed text by form, kept while the page lives: whoever closes a form by accident finds it again. Never stored. */
const drafts = new Map<string, unknown>();

/** State of a form that outlives the form; `drop` forgets it once it was sent. */
export function useDraft<Draft>(
  key: string,
  initial: Draft,
): { readonly draft: Draft; readonly wasKept: boolean; set(draft: Draft): void; drop(): void } {
  // Only drafts of this key are put there, each by this function.
  const kept = drafts.get(key) as Draft | undefined;
  const [wasKept] = useState(kept !== undefined);
  const [draft, setDraft] = useState<Draft>(kept ?? initial);
  return {
    draft,
    wasKept,
    set: (next) => {
      drafts.set(key, next);
      setDraft(next);
    },
    drop: () => {
      drafts.delete(key);
    },
  };
}
