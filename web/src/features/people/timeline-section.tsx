import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Customer } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { VisitEvents } from '../behaviour/visit-events.tsx';
import { NewTaskButton } from '../work/new-task-button.tsx';
import { type CustomerNote, logKeys, notesQuery, requestNoteChange, timelineQuery } from './api.ts';
import { Composer } from './composer.tsx';
import { NoteActions } from './note-actions.tsx';
import { TimeLine } from './time-line.tsx';
import { UndoLine } from './undo-line.tsx';
import './people.css';

function useNoteChange(customerId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (o: {
      readonly id: string;
      readonly text?: string;
      readonly pinned?: boolean;
      readonly removed?: boolean;
    }) => {
      const { id, ...change } = o;
      return requestNoteChange(id, change);
    },
    onSuccess: () => Promise.all(logKeys(customerId).map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}

/** Everything that happened with a customer, a place to write above it, pinned notes in between. */
export function TimelineSection({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation();
  const [types, setTypes] = useState<readonly string[]>([]);
  const timeline = useInfiniteQuery(timelineQuery(customer.id, types));
  const notes = useQuery(notesQuery(customer.id));
  const change = useNoteChange(customer.id);
  const [removed, setRemoved] = useState<string | null>(null);
  const queryClient = useQueryClient();
  const pages = timeline.data?.pages;
  const entries = (pages ?? []).flatMap((page) => page.items);
  const noteOf = (id: string): CustomerNote | undefined => notes.data?.items.find((note) => note.id === id);
  const remove = (id: string): void => change.mutate({ id, removed: true }, { onSuccess: () => setRemoved(id) });
  return (
    <section className="timeline-section" aria-label={t('people.timeline')}>
      {customer.can.log ? <Composer customerId={customer.id} /> : null}
      <NewTaskButton
        customer={{ id: customer.id, name: customer.name ?? t('work.customer') }}
        onDone={() =>
          void Promise.all(logKeys(customer.id).map((queryKey) => queryClient.invalidateQueries({ queryKey })))
        }
      />
      <PinnedNotes
        notes={(notes.data?.items ?? []).filter((note) => note.pinned)}
        {...(customer.can.log ? { onUnpin: (id: string) => change.mutate({ id, pinned: false }) } : {})}
      />
      <TypeFilter sources={pages?.[0]?.sources ?? []} types={types} onTypes={setTypes} />
      {removed === null ? null : (
        <UndoLine
          text={t('people.noteRemoved')}
          onUndo={() => change.mutateAsync({ id: removed, removed: false })}
          onGone={() => setRemoved(null)}
        />
      )}
      {change.isError ? <Failure error={change.error} /> : null}
      {timeline.isPending ? <Skeleton shape="rows" /> : null}
      {timeline.isError ? (
        <Failure
          error={timeline.error}
          onRetry={() => void (timeline.isFetchNextPageError ? timeline.fetchNextPage() : timeline.refetch())}
        />
      ) : null}
      {pages === undefined ? null : (
        <TimeLine
          entries={entries}
          empty={t('people.timelineEmpty')}
          isLoadingMore={timeline.isFetchingNextPage}
          onMore={timeline.hasNextPage ? () => void timeline.fetchNextPage() : undefined}
          actions={(entry) => {
            if (entry.ref?.type === 'visit') {
              return <VisitEvents customerId={customer.id} visitId={entry.ref.id} />;
            }
            const note = entry.ref?.type === 'note' ? noteOf(entry.ref.id) : undefined;
            return note === undefined || !customer.can.log ? null : (
              <NoteActions
                note={note}
                onPin={() => change.mutate({ id: note.id, pinned: !note.pinned })}
                onRemove={() => remove(note.id)}
                isSaving={change.isPending}
                onText={(text, onSaved) => change.mutate({ id: note.id, text }, { onSuccess: onSaved })}
              />
            );
          }}
        />
      )}
    </section>
  );
}

function PinnedNotes({
  notes,
  onUnpin,
}: {
  readonly notes: readonly CustomerNote[];
  readonly onUnpin?: (id: string) => void;
}) {
  const { t } = useTranslation();
  return notes.length === 0 ? null : (
    <ul className="pinned" aria-label={t('people.pinned')}>
      {notes.map((note) => (
        <li key={note.id}>
          <p>{note.text}</p>
          <span className="quiet small">
            {note.author} · {formatDate(note.createdAt)}
          </span>
          {onUnpin === undefined ? null : (
            <Button size="small" type="text" onClick={() => onUnpin(note.id)}>
              {t('people.unpin')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface TypeFilterProps {
  readonly sources: readonly { readonly name: string; readonly label: Readonly<Record<'zh-CN' | 'en', string>> }[];
  readonly types: readonly string[];
  readonly onTypes: (types: readonly string[]) => void;
}

function TypeFilter({ sources, types, onTypes }: TypeFilterProps) {
  const { t } = useTranslation();
  if (sources.length < 2) {
    return null;
  }
  const toggle = (name: string): void =>
    onTypes(types.includes(name) ? types.filter((type) => type !== name) : [...types, name]);
  return (
    <div className="type-filter" role="group" aria-label={t('people.types')}>
      <button type="button" aria-pressed={types.length === 0} onClick={() => onTypes([])}>
        {t('people.timelineAll')}
      </button>
      {sources.map(({ name, label }) => (
        <button key={name} type="button" aria-pressed={types.includes(name)} onClick={() => toggle(name)}>
          {label[currentLocale()]}
        </button>
      ))}
    </div>
  );
}
