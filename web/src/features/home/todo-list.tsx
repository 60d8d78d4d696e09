import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatInstant, truncateMiddle } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { requestRetry, todoQuery } from './api.ts';
import { type Todo, todosOf } from './todo.ts';

const SHOWN = 6;
const FILE_WIDTH = 28;

/** Has no page of its own: what can be done about it stands beside it. */
function FailedJobs({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => requestRetry(ids),
    onSettled: () => client.invalidateQueries({ queryKey: ['insight', 'todo'] }),
  });
  return (
    <span className="todo-jobs">
      {t('seeing.todo.jobs', { count: ids.length })}
      <Button size="small" loading={retry.isPending} onClick={() => retry.mutate()}>
        {t('seeing.todo.retryJobs')}
      </Button>
      {retry.isError ? <Failure error={retry.error} /> : null}
    </span>
  );
}

function Line({ todo }: { readonly todo: Todo }) {
  const { t } = useTranslation();
  switch (todo.kind) {
    case 'import_failed':
    case 'import_rejected': {
      const file = truncateMiddle(todo.file, FILE_WIDTH);
      return (
        <Link to="/imports/$importId" params={{ importId: todo.id }}>
          {todo.kind === 'import_failed'
            ? t('seeing.todo.importFailed', { file })
            : t('seeing.todo.importRejected', { file, count: todo.count })}
        </Link>
      );
    }
    case 'webhook_disabled':
      return <Link to="/settings/webhooks">{t('seeing.todo.webhookDisabled', { name: todo.name })}</Link>;
    case 'webhook_failing':
      return (
        <Link to="/settings/webhooks">
          {t('seeing.todo.webhookFailing', { name: todo.name, when: formatInstant(todo.since) })}
        </Link>
      );
    case 'webhook_failed':
      return (
        <Link to="/settings/webhooks">{t('seeing.todo.webhookFailed', { name: todo.name, count: todo.count })}</Link>
      );
    case 'jobs':
      return <FailedJobs ids={todo.ids} />;
    case 'segments':
      return <Link to="/segments">{t('seeing.todo.segmentStale', { count: todo.count })}</Link>;
  }
}

/** What needs somebody, each with the way there; only what the reader may see to. */
export function TodoList() {
  const { t } = useTranslation();
  const may = useMay();
  const [now] = useState(() => new Date());
  const query = useQuery(
    todoQuery({
      imports: may('imports.read'),
      webhooks: may('webhooks.manage'),
      ops: may('ops.read') && may('ops.manage'),
      segments: may('segments.read'),
    }),
  );
  const todos = query.data === undefined ? [] : todosOf(query.data, now);
  const body = (): ReactNode => {
    if (query.isPending) {
      return <Skeleton shape="lines" />;
    }
    if (query.isError) {
      return <Failure error={query.error} onRetry={() => void query.refetch()} />;
    }
    if (todos.length === 0) {
      return (
        <p className="todo-none quiet">
          <Icon name="done" /> {t('seeing.todo.none')}
        </p>
      );
    }
    return (
      <ul className="todo-list">
        {todos.slice(0, SHOWN).map((todo) => (
          <li key={`${todo.kind}:${todo.id}`}>
            <Icon name="warning" />
            <Line todo={todo} />
          </li>
        ))}
      </ul>
    );
  };
  return (
    <Section title={t('seeing.todo.title')} {...(todos.length > SHOWN ? { note: String(todos.length) } : {})}>
      {body()}
    </Section>
  );
}
