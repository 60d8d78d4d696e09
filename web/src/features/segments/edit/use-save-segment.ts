import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createSegment, updateSegment } from '@zhike/server/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { explainFailure, ProblemError } from '../../../api/problem.ts';
import { faultsByField } from '../../fields/faults.ts';
import { useIdempotencyKey } from '../../products/use-idempotency-key.ts';
import { segmentsKey } from '../api.ts';
import { ruleFaults } from '../preview/use-preview.ts';
import { writtenRule } from '../preview/use-written-rule.ts';
import { faultsByPart } from '../rule/faults.ts';
import type { Rule } from '../rule/parts.ts';
import type { ConditionInfo } from '../rule/values.ts';
import { firstUnfinished } from './unfinished.ts';
import type { SegmentWriting } from './use-segment-writing.ts';

interface Sent {
  readonly name: string;
  readonly note: string | null;
  readonly refresh: SegmentWriting['details']['refresh'];
  readonly rule: Rule;
}

interface Sending {
  readonly sent: Sent;
  /** The version that it was made from; null overwrites whatever there is. */
  readonly base: number | null;
}

function send(id: string | null, { sent, base }: Sending, keyOf: (content: unknown) => string) {
  return id === null
    ? call(createSegment, { body: sent, idempotencyKey: keyOf(sent) })
    : call(updateSegment, { params: { id }, body: { ...sent, ...(base === null ? {} : { baseVersion: base }) } });
}

export interface Saving {
  readonly save: (overwrites?: boolean) => void;
  readonly isSaving: boolean;
  /** What stands in the way, in words; null when nothing does. */
  readonly problem: string | null;
  readonly nameFault: string | null;
  /** Somebody else has saved another version since. */
  readonly isConflict: boolean;
  readonly dismiss: () => void;
}

/** Saves what is written; what is missing is gone to, not only told. */
export function useSaveSegment(
  id: string | null,
  o: {
    readonly writing: SegmentWriting;
    readonly conditions: ReadonlyMap<string, ConditionInfo>;
    readonly onSaved: (id: string) => void;
    readonly onNameMissing: () => void;
  },
): Saving {
  const { writing, conditions, onSaved, onNameMissing } = o;
  const { t } = useTranslation();
  const client = useQueryClient();
  const keyOf = useIdempotencyKey();
  const [problem, setProblem] = useState<string | null>(null);
  const [nameFault, setNameFault] = useState<string | null>(null);
  const mutation = useMutation({
    mutationFn: (sending: Sending) => send(id, sending, keyOf),
    onSuccess: async (saved) => {
      writing.settle();
      await client.invalidateQueries({ queryKey: segmentsKey });
      onSaved(saved.id);
    },
    onError: (error) => {
      const { idsByPath } = writtenRule(writing.store, conditions);
      writing.store.setFaults(faultsByPart(ruleFaults(error), idsByPath));
      const ofName = faultsByField(error).get('name') ?? null;
      setNameFault(ofName);
      setProblem(ofName === null ? explainFailure(error) : null);
    },
  });
  const { error } = mutation;
  return {
    save: (overwrites = false) => {
      const name = writing.details.name.trim();
      setNameFault(name === '' ? t('segments.needName') : null);
      setProblem(null);
      if (name === '') {
        onNameMissing();
        return;
      }
      const { rule, left } = writtenRule(writing.store, conditions);
      if (left.length > 0) {
        setProblem(t('segments.needFinish', { count: left.length }));
        writing.store.open(firstUnfinished(writing.store, { conditions, left }));
        return;
      }
      const note = writing.details.note.trim();
      const sent = { name, note: note === '' ? null : note, refresh: writing.details.refresh, rule };
      mutation.mutate({ sent, base: overwrites ? null : writing.baseVersion });
    },
    isSaving: mutation.isPending,
    problem,
    nameFault,
    isConflict: error instanceof ProblemError && error.problem.code === 'segment_changed',
    dismiss: () => mutation.reset(),
  };
}
