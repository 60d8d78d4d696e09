import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import './dialog.css';

interface PanelProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Detail beside a list: 480 px over its right side, a sheet when narrow. The list keeps the focus and its keys. */
export function Panel({ label, onClose, actions, children }: PanelProps) {
  const { t } = useTranslation();
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && document.querySelector('dialog[open]') === null) {
        onClose();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <aside
      ref={element}
      className="panel"
      aria-label={label}
      onSubmit={() => {
        // Once the faults are drawn: a long form may have them out of sight.
        window.setTimeout(() => element.current?.querySelector<HTMLElement>('form [aria-invalid=true]')?.focus(), 0);
      }}
    >
      <header className="panel-head">
        <div className="panel-actions">{actions}</div>
        <button type="button" className="icon-button" aria-label={t('common.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="panel-body">{children}</div>
    </aside>
  );
}
