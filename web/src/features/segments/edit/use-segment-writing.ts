import type { Refresh } from '@zhike/server/contracts';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useMe } from '../../../app/use-me.ts';
import { partsOfRule, type Rule, ruleOf } from '../rule/parts.ts';
import { createRuleStore, type RuleStore } from '../rule/rule-store.ts';
import { keepDraft, readDraft, type SegmentDraft } from './draft.ts';

export interface Details {
  readonly name: string;
  readonly note: string;
  readonly refresh: Refresh;
}

export interface Begun extends Details {
  readonly rule: Rule;
  readonly baseVersion: number | null;
}

export interface SegmentWriting {
  readonly store: RuleStore;
  readonly details: Details;
  readonly setDetails: (next: Partial<Details>) => void;
  readonly baseVersion: number | null;
  /** When what is shown was written, if it is an unsaved draft from before. */
  readonly draftAt: string | null;
  /** Back to what is saved. */
  readonly discard: () => void;
  /** It is saved: nothing is left to keep. */
  readonly settle: () => void;
}

const KEEP_MS = 400;

/** Everything as it is written, also what is not finished. */
function wholeRule(store: RuleStore): Rule {
  return ruleOf(store.get().root, () => true).rule;
}

/** What is being written of a segment; kept on this device until it is saved, so that leaving loses nothing. */
export function useSegmentWriting(key: string, begun: Begun): SegmentWriting {
  const me = useMe();
  const userId = me.id ?? me.name;
  const [found] = useState(() => readDraft(userId, key));
  const [start, setStart] = useState<SegmentDraft | null>(found);
  const from: Begun = start ?? begun;
  // oxlint-disable-next-line react/exhaustive-deps -- a rule once begun goes its own way until it is thrown away
  const store = useMemo(() => createRuleStore(partsOfRule(from.rule)), [start]);
  const [details, setAll] = useState<Details>({ name: from.name, note: from.note, refresh: from.refresh });
  const latest = useRef(details);
  const timer = useRef(0);
  const isSettled = useRef(false);
  const { baseVersion } = from;

  const keep = useCallback(() => {
    window.clearTimeout(timer.current);
    const write = (): void => {
      if (!isSettled.current) {
        keepDraft(userId, key, {
          ...latest.current,
          rule: wholeRule(store),
          baseVersion,
          at: new Date().toISOString(),
        });
      }
    };
    timer.current = window.setTimeout(write, KEEP_MS);
  }, [userId, key, store, baseVersion]);
  useEffect(() => {
    let { root } = store.get();
    return store.subscribe(() => {
      if (store.get().root !== root) {
        ({ root } = store.get());
        keep();
      }
    });
  }, [store, keep]);

  return {
    store,
    details,
    baseVersion,
    draftAt: start?.at ?? null,
    setDetails: (next) => {
      latest.current = { ...latest.current, ...next };
      setAll(latest.current);
      keep();
    },
    discard: () => {
      window.clearTimeout(timer.current);
      keepDraft(userId, key, null);
      latest.current = { name: begun.name, note: begun.note, refresh: begun.refresh };
      setAll(latest.current);
      setStart(null);
    },
    settle: () => {
      isSettled.current = true;
      window.clearTimeout(timer.current);
      keepDraft(userId, key, null);
    },
  };
}
