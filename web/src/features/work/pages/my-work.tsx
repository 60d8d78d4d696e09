import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { Page } from '../../../ui/page.tsx';
import { MoreButton } from '../../../ui/paged-list.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { type ApprovalBox, approvalsQuery, type Box, countsQuery, requestNext, tasksQuery } from '../api.ts';
import { ApprovalCard } from '../approval-card.tsx';
import { AwayDialog } from '../away-dialog.tsx';
import { CasePanel } from '../case-panel.tsx';
import { NewTaskDialog } from '../new-task-dialog.tsx';
import { TaskList } from '../task-list.tsx';
import { TeamView } from '../team-view.tsx';
import { useDeed } from '../use-deed.ts';
import '../work.css';

const route = getRouteApi('/shell/work');
export const WORK_TABS = ['mine', 'queue', 'approvals', 'done', 'team'] as const;
type Tab = (typeof WORK_TABS)[number];

/** What waits for the reader, and what the team has in hand. */
export function MyWorkPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { tab = 'mine', open } = route.useSearch();
  const navigate = route.useNavigate();
  const counts = useQuery(countsQuery());
  const [isNew, setIsNew] = useState(false);
  const [isAway, setIsAway] = useState(false);
  const show = (id: string | undefined): void =>
    void navigate({
      search: (before) => ({
        ...(before.tab === undefined ? {} : { tab: before.tab }),
        ...(id === undefined ? {} : { open: id }),
      }),
      replace: true,
    });
  const next = useDeed();
  const takeNext = (): void =>
    next.press(async (key) => {
      const { task } = await requestNext(key);
      if (task !== null) {
        show(task.caseId);
      }
    });
  const numbers: Partial<Record<Tab, number>> = {
    mine: counts.data?.mine ?? 0,
    queue: counts.data?.queue ?? 0,
    approvals: counts.data?.approvals ?? 0,
  };
  const tabs = WORK_TABS.filter((name) => name !== 'team' || may('work.manage'));
  return (
    <Page
      title={t('work.title')}
      {...(counts.data !== undefined && counts.data.overdue > 0
        ? { note: <span className="work-late">{t('work.overdueCount', { count: counts.data.overdue })}</span> }
        : {})}
      actions={
        <>
          {(counts.data?.queue ?? 0) > 0 ? (
            <Button onClick={takeNext} loading={next.isPending}>
              {t('work.next')}
            </Button>
          ) : null}
          <Button onClick={() => setIsAway(true)}>{t('work.away')}</Button>
          <Button type="primary" onClick={() => setIsNew(true)}>
            {t('work.new')}
          </Button>
        </>
      }
    >
      <div className="work-tabs" role="group" aria-label={t('work.title')}>
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === tab}
            onClick={() => void navigate({ search: name === 'mine' ? {} : { tab: name } })}
          >
            {t(`work.tabs.${name}`)}
            {(numbers[name] ?? 0) > 0 ? <span className="work-count figures">{numbers[name]}</span> : null}
          </button>
        ))}
      </div>
      {next.error === null ? null : <Failure error={next.error} />}
      {tab === 'approvals' ? <ApprovalsList /> : null}
      {tab === 'team' ? <TeamView onOpen={show} openId={open} /> : null}
      {tab === 'mine' || tab === 'queue' || tab === 'done' ? (
        <TaskBox key={tab} box={tab} openId={open} onOpen={show} onNew={() => setIsNew(true)} onNext={takeNext} />
      ) : null}
      {open === undefined ? null : <CasePanel caseId={open} onClose={() => show(undefined)} />}
      {isNew ? <NewTaskDialog onClose={() => setIsNew(false)} /> : null}
      {isAway ? <AwayDialog onClose={() => setIsAway(false)} /> : null}
    </Page>
  );
}

interface TaskBoxProps {
  readonly box: Box;
  readonly openId: string | undefined;
  readonly onOpen: (caseId: string | undefined) => void;
  readonly onNew: () => void;
  readonly onNext: () => void;
}

function TaskBox({ box, openId, onOpen, onNew, onNext }: TaskBoxProps) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(tasksQuery(box));
  const items = (list.data?.pages ?? []).flatMap((page) => page.items);
  if (list.isPending) {
    return <Skeleton shape="rows" />;
  }
  if (list.isError && items.length === 0) {
    return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (items.length === 0) {
    return (
      <Empty icon="done" title={t(`work.empty.${box}`)} body={t('work.emptyBody')}>
        <Button onClick={onNew}>{t('work.new')}</Button>
      </Empty>
    );
  }
  return (
    <>
      <TaskList items={items} openId={openId} onOpen={onOpen} onNext={onNext} label={t(`work.tabs.${box}`)} />
      <MoreButton list={list} />
    </>
  );
}

const BOXES: readonly ApprovalBox[] = ['mine', 'asked', 'decided'];

function ApprovalsList() {
  const { t } = useTranslation();
  const [box, setBox] = useState<ApprovalBox>('mine');
  const list = useInfiniteQuery(approvalsQuery(box));
  const items = (list.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <>
      <div className="work-tabs" role="group" aria-label={t('work.tabs.approvals')}>
        {BOXES.map((name) => (
          <button key={name} type="button" aria-pressed={name === box} onClick={() => setBox(name)}>
            {t(`work.approvalBoxes.${name}`)}
          </button>
        ))}
      </div>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? <Empty icon="done" title={t(`work.emptyApprovals.${box}`)} /> : null}
      <div className="approval-list">
        {items.map((approval) => (
          <ApprovalCard key={approval.id} approval={approval} />
        ))}
      </div>
      <MoreButton list={list} />
    </>
  );
}
