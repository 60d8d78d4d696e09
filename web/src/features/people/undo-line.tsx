import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import './people.css';

const SHOWN_MS = 10_000;

/** What was just done, with ten seconds to take it back. */
export function UndoLine({
  text,
  onUndo,
  onGone,
}: {
  readonly text: string;
  readonly onUndo?: (() => void) | undefined;
  readonly onGone: () => void;
}) {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = window.setTimeout(onGone, SHOWN_MS);
    return () => window.clearTimeout(timer);
    // The line counts from what it says, not from each drawing of the page around it.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, [text]);
  return (
    <div className="undo-line" role="status">
      <span>{text}</span>
      {onUndo === undefined ? null : (
        <Button size="small" onClick={onUndo}>
          {t('people.undo')}
        </Button>
      )}
    </div>
  );
}
