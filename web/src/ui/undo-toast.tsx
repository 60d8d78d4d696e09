import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../api/problem.ts';
import { Icon } from './icon.tsx';
import { useKeys } from './keys/keys.ts';
import { endOffer, type Offer, UNDO_MS, useOffer } from './undo.ts';
import './undo-toast.css';

type Phase = { readonly is: 'offered' | 'undoing' } | { readonly is: 'failed'; readonly why: string };

function Toast({ offer }: { readonly offer: Offer }) {
  const { t } = useTranslation();
  const [phase, setPhase] = useState<Phase>({ is: 'offered' });
  const [isHeld, setIsHeld] = useState(false);
  const { undo } = offer;

  useEffect(() => {
    if (isHeld || phase.is === 'undoing') {
      return undefined;
    }
    const timer = window.setTimeout(() => endOffer(offer.id), UNDO_MS);
    return () => window.clearTimeout(timer);
  }, [offer.id, isHeld, phase.is]);

  const takeBack = async (): Promise<void> => {
    if (undo === null || phase.is === 'undoing') {
      return;
    }
    setPhase({ is: 'undoing' });
    try {
      await undo();
      endOffer(offer.id);
    } catch (error) {
      setPhase({ is: 'failed', why: explainFailure(error) });
    }
  };
  useKeys(
    undo === null
      ? []
      : [{ id: 'undo', keys: 'mod+z', label: t('keys.undo'), group: 'everywhere', run: () => void takeBack() }],
  );
  return (
    // Who reads it, or is about to press, is not hurried.
    <div className="undo-toast" onPointerEnter={() => setIsHeld(true)} onPointerLeave={() => setIsHeld(false)}>
      <span className="undo-toast-text">{phase.is === 'failed' ? phase.why : offer.text}</span>
      {undo === null ? null : (
        <Button size="small" type="text" loading={phase.is === 'undoing'} onClick={() => void takeBack()}>
          {t(phase.is === 'failed' ? 'common.retry' : 'frame.undo')}
        </Button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={t('common.close')}
        onFocus={() => setIsHeld(true)}
        onBlur={() => setIsHeld(false)}
        onClick={() => endOffer(offer.id)}
      >
        <Icon name="close" size={12} />
      </button>
    </div>
  );
}

/** The one place where what was just done is told and taken back. */
export function UndoToast() {
  const { t } = useTranslation();
  const offer = useOffer();
  return (
    <div className="undo-place" role="status" aria-label={t('frame.notifications')}>
      {offer === null ? null : <Toast key={offer.id} offer={offer} />}
    </div>
  );
}
