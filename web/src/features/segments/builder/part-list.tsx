import { Dropdown } from 'antd';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../ui/icon.tsx';
import { insertPart, setGroup } from '../rule/edit.ts';
import { GROUPS, type Group, type GroupPart, isGroup, newPartId } from '../rule/parts.ts';
import { useBuilder, useRuleState } from './builder-context.ts';
import { ConditionLine } from './condition-line.tsx';
import { Joint, type LinePlace } from './joint.tsx';
import { LineActions, LineHandle } from './line-actions.tsx';
import { useDropTarget } from './use-drop-target.ts';

interface PartListProps {
  readonly group: GroupPart;
  readonly level: number;
  /** The tree itself; without it a group in the tree. */
  readonly label?: string;
}

/** The parts of a group, one line each. */
export function PartList({ group, level, label }: PartListProps) {
  return (
    <ul className="rule-lines" {...(label === undefined ? { role: 'group' } : { role: 'tree', 'aria-label': label })}>
      {group.parts.map((part, index) => {
        const place = { groupId: group.id, index, size: group.parts.length, level, joint: group.group } as const;
        return isGroup(part) ? (
          <GroupLine key={part.id} part={part} {...place} />
        ) : (
          <ConditionLine key={part.id} part={part} {...place} />
        );
      })}
    </ul>
  );
}

const GroupLine = memo(function GroupLine({ part, ...place }: LinePlace & { readonly part: GroupPart }) {
  const { t } = useTranslation();
  const { store } = useBuilder();
  const isActive = useRuleState(store, (state) => state.activeId === part.id);
  const faults = useRuleState(store, (state) => state.faults.get(part.id));
  const drop = useDropTarget({ id: part.id, groupId: place.groupId, index: place.index });
  return (
    <li
      role="treeitem"
      aria-level={place.level}
      aria-posinset={place.index + 1}
      aria-setsize={place.size}
      aria-expanded="true"
      aria-label={t(`segments.groupLabels.${part.group}`, { count: part.parts.length })}
      aria-selected={isActive}
      data-line={part.id}
      tabIndex={isActive ? 0 : -1}
      className={`rule-item is-group ${drop.className}`}
      onFocus={(event) => {
        if (event.target === event.currentTarget) {
          store.activate(part.id);
        }
      }}
    >
      <div className="rule-line" {...drop.handlers}>
        <Joint {...place} />
        <LineHandle id={part.id} />
        <GroupWord id={part.id} group={part.group} />
        <LineActions id={part.id} />
      </div>
      {faults?.map(({ message }) => (
        <p key={message} className="field-fault rule-fault" role="alert">
          {message}
        </p>
      ))}
      <div className="rule-nest">
        <PartList group={part} level={place.level + 1} />
        <AddButtons groupId={part.id} count={part.parts.length} />
      </div>
    </li>
  );
});

/** "Customers for whom all of these hold": the word in it can be changed. */
export function GroupWord({
  id,
  group,
  isRoot = false,
}: {
  readonly id: string;
  readonly group: Group;
  readonly isRoot?: boolean;
}) {
  const { t } = useTranslation();
  const { store, announce } = useBuilder();
  const [before = '', after = ''] = t(isRoot ? 'segments.rootSentence' : 'segments.groupSentence').split('|');
  const choose = (next: Group): void => {
    store.change((root) => setGroup(root, id, next));
    announce(t(`segments.groupWords.${next}`));
  };
  return (
    <span className="rule-words">
      {before}
      <Dropdown
        trigger={['click']}
        menu={{
          selectable: true,
          selectedKeys: [group],
          items: GROUPS.map((name) => ({ key: name, label: t(`segments.groupMeans.${name}`) })),
          onClick: ({ key }) => choose(GROUPS.find((name) => name === key) ?? 'all'),
        }}
      >
        <button
          type="button"
          className="rule-token"
          aria-label={t('segments.groupWord', { word: t(`segments.groupWords.${group}`) })}
        >
          {t(`segments.groupWords.${group}`)}
          <Icon name="down" size={10} />
        </button>
      </Dropdown>
      {after}
    </span>
  );
}

/** Where the next condition or group goes. */
export function AddButtons({
  groupId,
  count,
  isRoot = false,
}: {
  readonly groupId: string;
  readonly count: number;
  readonly isRoot?: boolean;
}) {
  const { t } = useTranslation();
  const { store, add } = useBuilder();
  // A group without lines has no other place to drop the first one.
  const drop = useDropTarget({ id: '', groupId, index: count, isEnd: true });
  const addGroup = (): void => {
    const part: GroupPart = { id: newPartId(), group: 'any', parts: [] };
    store.change((root) => insertPart(root, part, { groupId, index: count }));
    add(part.id, 0);
  };
  return (
    <div
      className={`${isRoot ? 'rule-add is-root' : 'rule-add'} ${count === 0 ? drop.className : ''}`}
      data-add={groupId}
      {...drop.handlers}
    >
      <button type="button" className="rule-add-button is-main" onClick={() => add(groupId, count)}>
        <span aria-hidden="true">＋</span>
        {t('segments.addCondition')}
      </button>
      <button type="button" className="rule-add-button" onClick={addGroup}>
        {t('segments.addGroup')}
      </button>
    </div>
  );
}
