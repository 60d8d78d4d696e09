import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import './shown-once.css';

interface CopyTextProps {
  readonly label: string;
  readonly text: string;
}

/** A text to take elsewhere, with a button that copies it. */
export function CopyText({ label, text }: CopyTextProps) {
  const { t } = useTranslation();
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div className="copy-text">
      <Input.TextArea readOnly autoSize value={text} aria-label={label} onFocus={(event) => event.target.select()} />
      <Button
        onClick={() => {
          void navigator.clipboard.writeText(text).then(() => setIsCopied(true));
        }}
      >
        {t(isCopied ? 'common.copied' : 'common.copy')}
      </Button>
    </div>
  );
}

interface ShownOnceProps {
  /** What it is; default: a secret. */
  readonly title?: string;
  readonly secret: string;
  /** That it is not shown again, and where it belongs. */
  readonly note: string;
  readonly onClose: () => void;
}

/** A secret that is never shown again. */
export function ShownOnce({ title, secret, note, onClose }: ShownOnceProps) {
  const { t } = useTranslation();
  const label = title ?? t('common.secret');
  return (
    <Dialog label={label} onClose={onClose}>
      <div className="dialog-content">
        <p>{note}</p>
        <CopyText label={label} text={secret} />
        <div className="dialog-actions">
          <Button type="primary" onClick={onClose}>
            {t('common.done')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
