import { Button } from 'antd';
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { BoundsEditor } from './bounds-editor.tsx';
import type { EditorProps } from './editor-props.ts';
import { NumberEditor } from './number-editor.tsx';
import { OptionsEditor } from './options-editor.tsx';
import { WindowEditor } from './window-editor.tsx';
import { WordsEditor } from './words-editor.tsx';
import './editors.css';

interface TokenEditorProps extends EditorProps {
  /** Closes it without taking the focus back: something else was pressed. */
  readonly onLeave: () => void;
  readonly onRemove?: (() => void) | undefined;
  readonly opener: RefObject<HTMLElement | null>;
}

/** What a word is changed with, below it: chosen by the face of the argument alone. */
export function TokenEditor({ onLeave, onRemove, opener, ...props }: TokenEditorProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useInView(box);
  useEffect(() => {
    const first = box.current?.querySelector<HTMLElement>('[data-first]');
    (first ?? box.current?.querySelector<HTMLElement>('input, button'))?.focus();
  }, []);
  useEffect(() => {
    const onPress = (event: MouseEvent): void => {
      const target = event.target instanceof Element ? event.target : null;
      const isInside = box.current?.contains(target) === true || opener.current?.contains(target) === true;
      // Lists of options and calendars of antd hang at the end of the page.
      if (!isInside && target?.closest('.ant-select-dropdown, .ant-popover') === null) {
        onLeave();
      }
    };
    document.addEventListener('mousedown', onPress);
    return () => document.removeEventListener('mousedown', onPress);
  }, [onLeave, opener]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.defaultPrevented) {
      return;
    }
    if (event.key === 'Escape' || (event.key === 'Enter' && event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      event.stopPropagation();
      props.onClose();
    }
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape and Enter of the fields in it
    <div
      ref={box}
      className="token-editor"
      role="dialog"
      aria-label={props.face.label[currentLocale()]}
      onKeyDown={onKeyDown}
    >
      <Editor {...props} />
      <div className="token-editor-foot">
        {onRemove === undefined ? null : (
          <Button size="small" type="text" onClick={onRemove}>
            {t('segments.withoutArg', { what: props.face.label[currentLocale()] })}
          </Button>
        )}
        <span className="grow" />
        <Button size="small" onClick={props.onClose}>
          {t('common.done')}
        </Button>
      </div>
    </div>
  );
}

function Editor(props: EditorProps) {
  switch (props.face.face) {
    case 'range':
    case 'money':
      return <BoundsEditor {...props} />;
    case 'days':
      return <NumberEditor {...props} />;
    case 'window':
      return <WindowEditor {...props} />;
    case 'choices':
    case 'catalogue':
      return <OptionsEditor {...props} />;
    default:
      return <WordsEditor {...props} />;
  }
}

const MARGIN = 12;

/** Keeps the box inside the page at its right, and scrolls to it when it opens below what is seen. */
function useInView(box: RefObject<HTMLDivElement | null>): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }
    const { right } = element.getBoundingClientRect();
    const over = right + MARGIN - document.documentElement.clientWidth;
    if (over > 0) {
      element.style.marginLeft = `${-over}px`;
    }
    element.scrollIntoView({ block: 'nearest' });
  }, [box]);
}
