import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import './menu.css';

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly onChoose: () => void;
  /** One of several of which one holds. */
  readonly isChosen?: boolean;
  /** Under a line. */
  readonly isApart?: boolean;
}

interface MenuProps {
  /** Names the button and its menu. */
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly className?: string;
  /** Above the items: whose menu it is, for one. */
  readonly head?: ReactNode;
  /** What the button shows. */
  readonly children: ReactNode;
}

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/** A button with a list of actions below it: arrows move, Enter chooses, Escape and a press elsewhere close. */
export function Menu({ label, items, className = 'icon-button', head, children }: MenuProps) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const entries = (): readonly HTMLElement[] => [
    ...(place.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? []),
  ];

  useEffect(() => {
    if (!isOpen) {
      return undefined;
    }
    place.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
    const onPress = (event: PointerEvent): void => {
      if (event.target instanceof Node && place.current?.contains(event.target) !== true) {
        setIsOpen(false);
      }
    };
    window.addEventListener('pointerdown', onPress);
    return () => window.removeEventListener('pointerdown', onPress);
  }, [isOpen]);

  const close = (): void => {
    setIsOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = entries();
    const step = STEPS[event.key];
    if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') {
      setIsOpen(false);
    } else if (isOpen && step !== undefined && all.length > 0) {
      event.preventDefault();
      event.stopPropagation();
      const at = all.findIndex((entry) => entry === document.activeElement);
      all[step(at, all.length)]?.focus();
    }
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys of the button and the menu in it
    <div className="menu" ref={place} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen ? (
        <div className="menu-list">
          {head === undefined ? null : <div className="menu-head">{head}</div>}
          <div id={id} role="menu" aria-label={label}>
            {items.map((item) => (
              <button
                key={item.key}
                type="button"
                role={item.isChosen === undefined ? 'menuitem' : 'menuitemradio'}
                aria-checked={item.isChosen}
                tabIndex={-1}
                className={item.isApart === true ? 'menu-item is-apart' : 'menu-item'}
                onClick={() => {
                  close();
                  item.onChoose();
                }}
              >
                {item.label}
              </button>
            ))}
          </div>
        </div>
      ) : null}
    </div>
  );
}
