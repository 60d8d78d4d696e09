import type { Place } from './edit.ts';
import { type GroupPart, lineIds } from './parts.ts';

export interface PartFault {
  /** The argument that is wrong; null: the part as a whole. */
  readonly arg: string | null;
  readonly message: string;
}

export type Faults = ReadonlyMap<string, readonly PartFault[]>;

export interface Dragging {
  readonly id: string;
  /** Where it would go when it was let go now. */
  readonly over: Place | null;
}

export interface RuleState {
  readonly root: GroupPart;
  readonly faults: Faults;
  /** The editor that is open: `part/argument`. */
  readonly openAt: string | null;
  readonly dragging: Dragging | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** The line that Tab comes to; null: the first. */
  readonly activeId: string | null;
}

export interface ChangeOptions {
  /** Changes of one kind that follow each other are one step: typing a number is not ten. */
  readonly joins?: string | null;
  /** The line that is active afterwards. */
  readonly activeId?: string | null;
  /** The editor that opens with it. */
  readonly openAt?: string | null;
}

const NO_FAULTS: Faults = new Map();

export type RuleStore = ReturnType<typeof createRuleStore>;

const MAX_STEPS = 200;

/** The steps that were taken, and those that were taken back. */
function createSteps() {
  let past: readonly GroupPart[] = [];
  let future: readonly GroupPart[] = [];
  let joined: string | null = null;
  return {
    can: () => ({ canUndo: past.length > 0, canRedo: future.length > 0 }),
    take: (before: GroupPart, joins: string | null): void => {
      past = joins !== null && joins === joined ? past : [...past, before].slice(-MAX_STEPS);
      future = [];
      joined = joins;
    },
    /** What comes next is a step of its own. */
    part: (): void => {
      joined = null;
    },
    back: (now: GroupPart): GroupPart | null => {
      const root = past.at(-1) ?? null;
      if (root !== null) {
        past = past.slice(0, -1);
        future = [now, ...future];
        joined = null;
      }
      return root;
    },
    forth: (now: GroupPart): GroupPart | null => {
      const [root = null, ...rest] = future;
      if (root !== null) {
        past = [...past, now];
        future = rest;
        joined = null;
      }
      return root;
    },
  };
}

const AT_REST = { faults: NO_FAULTS, openAt: null, dragging: null, activeId: null } as const;

const stillThere = (root: GroupPart, id: string | null): string | null =>
  id !== null && lineIds(root).includes(id) ? id : null;

/** A rule that is being written, outside of React: who watches a part of it is drawn again only when that changes. */
export function createRuleStore(initial: GroupPart) {
  const steps = createSteps();
  let state: RuleState = { ...AT_REST, root: initial, ...steps.can() };
  const listeners = new Set<() => void>();

  const show = (next: Partial<Omit<RuleState, 'canUndo' | 'canRedo'>>): void => {
    state = { ...state, ...next, ...steps.can() };
    for (const listener of listeners) {
      listener();
    }
  };
  const goTo = (root: GroupPart | null): boolean => {
    if (root !== null) {
      show({ root, activeId: stillThere(root, state.activeId), openAt: null });
    }
    return root !== null;
  };

  return {
    get: (): RuleState => state,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (map: (root: GroupPart) => GroupPart, { joins = null, activeId, openAt }: ChangeOptions = {}): void => {
      const root = map(state.root);
      if (root !== state.root) {
        steps.take(state.root, joins);
        show({
          root,
          activeId: activeId === undefined ? stillThere(root, state.activeId) : activeId,
          ...(openAt === undefined ? {} : { openAt }),
        });
      }
    },
    activate: (activeId: string | null): void => {
      if (activeId !== state.activeId) {
        show({ activeId });
      }
    },
    open: (openAt: string | null): void => {
      if (openAt !== state.openAt) {
        steps.part();
        show({ openAt });
      }
    },
    drag: (dragging: Dragging | null): void => show({ dragging }),
    setFaults: (faults: Faults): void => {
      if (faults.size > 0 || state.faults.size > 0) {
        show({ faults: faults.size === 0 ? NO_FAULTS : faults });
      }
    },
    undo: (): boolean => goTo(steps.back(state.root)),
    redo: (): boolean => goTo(steps.forth(state.root)),
  };
}
