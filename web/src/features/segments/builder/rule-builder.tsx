import { memo, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { insertPart, type Place } from '../rule/edit.ts';
import { newPartId } from '../rule/parts.ts';
import type { RuleStore } from '../rule/rule-store.ts';
import { type ConditionInfo, initialArgs } from '../rule/values.ts';
import { type Builder, BuilderContext, useRuleState } from './builder-context.ts';
import { ConditionPalette } from './condition-palette.tsx';
import { firstToken } from './condition-pieces.tsx';
import { AddButtons, GroupWord, PartList } from './part-list.tsx';
import './rule-builder.css';
import { Starters } from './starters.tsx';
import { focusLine } from './use-line-commands.ts';
import { useTreeKeys } from './use-tree-keys.ts';

interface RuleBuilderProps {
  readonly store: RuleStore;
  readonly conditions: readonly ConditionInfo[];
  readonly currency: string;
}

/** The rule as prose whose words can be changed: lines, groups by a thin rule at the left, a place for the next one. */
export const RuleBuilder = memo(function RuleBuilder({ store, conditions, currency }: RuleBuilderProps) {
  const { t } = useTranslation();
  const live = useRef<HTMLParagraphElement>(null);
  const [adding, setAdding] = useState<Place | null>(null);
  const announce = useCallback((text: string) => {
    if (live.current !== null) {
      live.current.textContent = text;
    }
  }, []);
  const byName = useMemo(() => new Map(conditions.map((info) => [info.is, info])), [conditions]);
  const builder = useMemo<Builder>(
    () => ({
      store,
      conditions: byName,
      currency,
      announce,
      add: (groupId, index) => {
        store.open(null);
        setAdding({ groupId, index });
      },
    }),
    [store, byName, currency, announce],
  );
  const onKeyDown = useTreeKeys(builder);
  return (
    <BuilderContext value={builder}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the lines in it */}
      <div className="rule" onKeyDown={onKeyDown}>
        <RootWord store={store} />
        <Lines store={store} />
        <RootAdd store={store} />
        <RootStarters store={store} conditions={byName} />
        <p ref={live} className="visually-hidden" aria-live="polite" />
        <p className="rule-keys quiet small">{t('segments.keysHint')}</p>
      </div>
      {adding === null ? null : (
        <ConditionPalette
          conditions={conditions}
          onClose={() => setAdding(null)}
          onChoose={({ info, args }) => {
            setAdding(null);
            const part = { id: newPartId(), is: info.is, args: initialArgs(info, args) };
            const openAt = firstToken(part, info);
            store.change((root) => insertPart(root, part, adding), { activeId: part.id, openAt });
            announce(t('segments.added', { what: info.label[currentLocale()] }));
            if (openAt === null) {
              focusLine(part.id);
            }
          }}
        />
      )}
    </BuilderContext>
  );
});

function RootWord({ store }: { readonly store: RuleStore }) {
  const id = useRuleState(store, ({ root }) => root.id);
  const group = useRuleState(store, ({ root }) => root.group);
  return (
    <div className="rule-root">
      <GroupWord id={id} group={group} isRoot />
    </div>
  );
}

function Lines({ store }: { readonly store: RuleStore }) {
  const { t } = useTranslation();
  const root = useRuleState(store, (state) => state.root);
  return root.parts.length === 0 ? (
    <p className="rule-none quiet">{t('segments.everybodyHint')}</p>
  ) : (
    <PartList group={root} level={1} label={t('segments.rule')} />
  );
}

function RootStarters({
  store,
  conditions,
}: {
  readonly store: RuleStore;
  readonly conditions: Builder['conditions'];
}) {
  const isEmpty = useRuleState(store, ({ root }) => root.parts.length === 0);
  return isEmpty ? <Starters store={store} conditions={conditions} /> : null;
}

function RootAdd({ store }: { readonly store: RuleStore }) {
  const id = useRuleState(store, ({ root }) => root.id);
  const count = useRuleState(store, ({ root }) => root.parts.length);
  return <AddButtons groupId={id} count={count} isRoot />;
}
