import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RevealDialog } from './reveal-dialog.tsx';
import './customers.css';

interface RevealableTextProps {
  readonly masked: string;
  /** Names the button for those who hear it. */
  readonly revealLabel: string;
  readonly mayReveal: boolean;
  readonly className?: string;
  /** Asks the server, which logs the reason; null: there is nothing. */
  readonly request: (reason: string) => Promise<string | null>;
}

/**
 * A masked value; those who may unmask it give a reason first, which is logged. What was revealed lives in this
 * component only and is gone with it.
 */
export function RevealableText({ masked, revealLabel, mayReveal, className = '', request }: RevealableTextProps) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  const [revealed, setRevealed] = useState<string | null>(null);
  const look = `${className} figures`.trim();
  if (revealed !== null) {
    return (
      <span className="masked">
        <strong className={look}>{revealed}</strong>
        <Button type="link" size="small" onClick={() => setRevealed(null)}>
          {t('customer.hideAgain')}
        </Button>
      </span>
    );
  }
  return (
    <span className="masked">
      <span className={look}>{masked}</span>
      {mayReveal ? (
        <Button type="link" size="small" aria-label={revealLabel} onClick={() => setIsAsking(true)}>
          {t('customer.reveal')}
        </Button>
      ) : null}
      {isAsking ? (
        <RevealDialog
          request={request}
          onClose={() => setIsAsking(false)}
          onRevealed={(text) => {
            setRevealed(text);
            setIsAsking(false);
          }}
        />
      ) : null}
    </span>
  );
}
