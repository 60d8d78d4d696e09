import { Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../ui/icon.tsx';
import { useBuilder } from './builder-context.ts';
import { LINE_COMMANDS, type LineCommand, useLineCommands } from './use-line-commands.ts';

/** Six points to hold a line by. Keys and the menu do the same. */
export function LineHandle({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { store } = useBuilder();
  return (
    <span
      className="rule-handle"
      draggable
      title={t('segments.drag')}
      aria-hidden="true"
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', '');
        store.drag({ id, over: null });
      }}
      onDragEnd={() => store.drag(null)}
    >
      ⠿
    </span>
  );
}

/** What can be done with a line, without knowing its keys. */
export function LineActions({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const run = useLineCommands();
  return (
    <span className="rule-actions">
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: LINE_COMMANDS.map((command) => ({
            key: command,
            label: (
              <span className="rule-menu-item">
                {t(`segments.commands.${command}`)}
                {command === 'copy' ? null : <kbd className="quiet small">{t(`segments.commandKeys.${command}`)}</kbd>}
              </span>
            ),
          })),
          // `as`: the keys are those commands
          onClick: ({ key }) => run(key as LineCommand, id),
        }}
      >
        <button type="button" className="rule-icon" aria-label={t('segments.lineMenu')}>
          <Icon name="more" size={14} />
        </button>
      </Dropdown>
      <button
        type="button"
        className="rule-icon"
        aria-label={t('segments.commands.remove')}
        onClick={() => run('remove', id)}
      >
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}
