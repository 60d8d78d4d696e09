import { useEffect, useRef } from 'react';
import { offerUndo } from '../../ui/undo.ts';

/** Says by the frame's one toast what was just done, with ten seconds to take it back. Draws nothing itself. */
export function UndoLine({
  text,
  onUndo,
  onGone,
}: {
  readonly text: string;
  readonly onUndo?: (() => unknown) | undefined;
  readonly onGone: () => void;
}) {
  const latest = useRef({ onUndo, onGone });
  useEffect(() => {
    latest.current = { onUndo, onGone };
  });
  const canUndo = onUndo !== undefined;
  const offered = useRef<string | null>(null);
  useEffect(() => {
    // One offer for each text, however often the effect runs.
    if (offered.current === text) {
      return;
    }
    offered.current = text;
    // It stays when the page is left: what was done can be taken back from anywhere.
    offerUndo(text, {
      undo: canUndo ? () => latest.current.onUndo?.() : null,
      onGone: () => latest.current.onGone(),
    });
  }, [text, canUndo]);
  return null;
}
