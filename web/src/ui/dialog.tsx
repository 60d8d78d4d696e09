import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import './dialog.css';

interface DialogProps {
  readonly label: string;
  readonly onClose: () => void;
  /** `bar` hangs at the top without a head, for the command bar; `wide` holds two columns. */
  readonly shape?: 'box' | 'bar' | 'wide';
  readonly children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus inside, Escape closes it, and the focus goes back. */
export function Dialog({ label, onClose, shape = 'box', children }: DialogProps) {
  const { t } = useTranslation();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    // The browser would pick the cross in the head; who opens a form wants to type.
    dialog?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) {
        before.focus({ preventScroll: true });
      }
    };
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a press on the backdrop; keys have Escape
    <dialog
      ref={element}
      className={`dialog dialog-${shape}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onSubmit={() => {
        // Once the faults are drawn: a long form may have them out of sight.
        window.setTimeout(() => element.current?.querySelector<HTMLElement>('form [aria-invalid=true]')?.focus(), 0);
      }}
      // An open list of options closes first; the dialog with the next Escape.
      onKeyDownCapture={(event) => {
        if (event.key === 'Escape' && event.currentTarget.querySelector('.ant-select-open') !== null) {
          event.preventDefault();
        }
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) {
          onClose();
        }
      }}
    >
      <div className="dialog-body">
        {shape === 'bar' ? null : (
          <header className="dialog-head">
            <h2>{label}</h2>
            <button type="button" className="icon-button" aria-label={t('common.close')} onClick={onClose}>
              <Icon name="close" />
            </button>
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
