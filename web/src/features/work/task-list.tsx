import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { useKeys } from '../../ui/keys/keys.ts';
import { PRIORITY_NAMES, requestClaim, type WorkTask } from './api.ts';
import { DueTime } from './due.tsx';
import { useDeed } from './use-deed.ts';

interface TaskListProps {
  readonly label: string;
  readonly items: readonly WorkTask[];
  readonly openId: string | undefined;
  readonly onOpen: (caseId: string | undefined) => void;
  readonly onNext?: () => void;
}

/** Puts the cursor into the first question of the open task. */
function focusAnswers(): void {
  document.querySelector<HTMLElement>('.work-case .work-form :is(input, textarea)')?.focus();
}

/** Tasks, what is due first; j and k walk, Enter opens, e answers, c claims. */
export function TaskList({ label, items, openId, onOpen, onNext }: TaskListProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState(0);
  const claim = useDeed();
  const place = Math.min(at, items.length - 1);
  const task = items[place];
  const go = (step: number): void => {
    const next = Math.max(0, Math.min(items.length - 1, place + step));
    setAt(next);
    if (openId !== undefined) {
      onOpen(items[next]?.caseId);
    }
  };
  useEffect(() => {
    list.current?.children[place]?.scrollIntoView({ block: 'nearest' });
  }, [place]);
  useKeys([
    { id: 'work-down', keys: 'j', label: t('work.keys.down'), group: 'list', run: () => go(1) },
    { id: 'work-up', keys: 'k', label: t('work.keys.up'), group: 'list', run: () => go(-1) },
    { id: 'work-open', keys: 'o', label: t('work.keys.open'), group: 'list', run: () => onOpen(task?.caseId) },
    {
      id: 'work-complete',
      keys: 'e',
      label: t('work.keys.complete'),
      group: 'list',
      run: () => {
        onOpen(task?.caseId);
        // Once the panel is there.
        window.setTimeout(focusAnswers, 300);
      },
    },
    {
      id: 'work-claim',
      keys: 'c',
      label: t('work.keys.claim'),
      group: 'list',
      run: () => {
        if (task?.can.claim === true) {
          claim.press((key) => requestClaim(task.id, key));
        }
      },
    },
    ...(onNext === undefined
      ? []
      : [{ id: 'work-next', keys: 'n', label: t('work.next'), group: 'page' as const, run: onNext }]),
  ]);
  return (
    <ul ref={list} className="task-list" aria-label={label}>
      {items.map((item, index) => (
        <li key={item.id} className={index === place ? 'is-here' : undefined}>
          <button
            type="button"
            className="task-row"
            aria-current={item.caseId === openId ? 'true' : undefined}
            onClick={() => {
              setAt(index);
              onOpen(item.caseId);
            }}
          >
            <TaskLine task={item} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function TaskLine({ task }: { readonly task: WorkTask }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const what = [
    task.kindLabel[locale],
    task.kind === 'work.manual' ? null : task.stepLabel[locale],
    task.subject?.label ?? null,
    task.queue?.name ?? null,
  ];
  return (
    <>
      <span className="task-what">
        <span className="task-title">
          {task.priority > 1 ? (
            <span className="task-urgent">{t(`work.priorities.${PRIORITY_NAMES[task.priority] ?? 'usual'}`)}</span>
          ) : null}
          <strong>{task.title}</strong>
        </span>
        <span className="quiet small">{what.filter((part) => part !== null && part !== '').join(' · ')}</span>
      </span>
      <span className="task-who small">{task.assignee?.name ?? t(`work.taskStatus.${task.status}`)}</span>
      <span className="task-due">
        <DueTime task={task} />
      </span>
    </>
  );
}
