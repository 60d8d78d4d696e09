import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';

interface CopyTextProps {
  readonly label: string;
  readonly text: string;
}

/** A text to take elsewhere, with a button that copies it. */
export function CopyText({ label, text }: CopyTextProps) {
  const { t } = useTranslation();
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div className="connection-copy">
      <Input.TextArea readOnly autoSize value={text} aria-label={label} onFocus={(event) => event.target.select()} />
      <Button
        onClick={() => {
          void navigator.clipboard.writeText(text).then(() => setIsCopied(true));
        }}
      >
        {isCopied ? t('connections.copied') : t('connections.copy')}
      </Button>
    </div>
  );
}

interface ShownOnceProps {
  readonly secret: string;
  readonly note: string;
  readonly onClose: () => void;
}

/** A secret that is never shown again. */
export function ShownOnce({ secret, note, onClose }: ShownOnceProps) {
  const { t } = useTranslation();
  return (
    <Dialog label={t('connections.secretTitle')} onClose={onClose}>
      <div className="dialog-content">
        <p>{note}</p>
        <CopyText label={t('connections.secretTitle')} text={secret} />
        <div className="dialog-actions">
          <Button type="primary" onClick={onClose}>
            {t('common.done')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
