import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConditionPart } from '../rule/parts.ts';
import { isWhole } from '../rule/values.ts';
import { useBuilder, useRuleState } from './builder-context.ts';
import { ConditionPieces } from './condition-pieces.tsx';
import { Joint, type LinePlace } from './joint.tsx';
import { LineActions, LineHandle } from './line-actions.tsx';
import { useDropTarget } from './use-drop-target.ts';

/** One condition: its sentence, the words of which are what can be changed. */
export const ConditionLine = memo(function ConditionLine({
  part,
  ...place
}: LinePlace & { readonly part: ConditionPart }) {
  const { t } = useTranslation();
  const { store, conditions } = useBuilder();
  const isFirst = useRuleState(store, ({ root, activeId }) => activeId === null && root.parts[0]?.id === part.id);
  const isActive = useRuleState(store, (state) => state.activeId === part.id);
  // What is being typed is not wrong yet.
  const faults = useRuleState(store, ({ faults: all, openAt }) =>
    openAt?.startsWith(`${part.id}/`) === true ? undefined : all.get(part.id),
  );
  const drop = useDropTarget({ id: part.id, groupId: place.groupId, index: place.index });
  const info = conditions.get(part.is);
  const isOpen = !isWhole(part, info);
  return (
    <li
      role="treeitem"
      aria-level={place.level}
      aria-posinset={place.index + 1}
      aria-setsize={place.size}
      aria-selected={isActive}
      data-line={part.id}
      tabIndex={isActive || isFirst ? 0 : -1}
      className={`rule-item ${drop.className}`}
      onFocus={() => store.activate(part.id)}
    >
      <div className="rule-line" {...drop.handlers}>
        <Joint {...place} />
        <LineHandle id={part.id} />
        {info === undefined ? (
          <span className="rule-words quiet">{t('segments.unknownCondition', { name: part.is })}</span>
        ) : (
          <ConditionPieces part={part} info={info} />
        )}
        <span className="visually-hidden">{isOpen ? t('segments.unfinished') : ''}</span>
        <LineActions id={part.id} />
      </div>
      {faults?.map(({ message }) => (
        <p key={message} className="field-fault rule-fault" role="alert">
          {message}
        </p>
      ))}
    </li>
  );
});
