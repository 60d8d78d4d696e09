import { useMutation, useQueryClient } from '@tanstack/react-query';
import { INTERACTION_KINDS, type InteractionKind } from '@zhike/server/contracts';
import { Button, Input, Segmented, Select } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../../ui/keys/keys.ts';
import { Failure } from '../../ui/states.tsx';
import { type GivenInteraction, logKeys, requestInteraction, requestNote } from './api.ts';
import { readMoment } from './moment.ts';

const DIRECTIONS = ['in', 'out', 'none'] as const;
type Direction = (typeof DIRECTIONS)[number];

/** Ctrl+Enter or ⌘Enter in a text sends it. */
function sendsBy(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && (event.ctrlKey || event.metaKey);
}

interface InteractionFormProps {
  readonly save: (interaction: GivenInteraction, idempotencyKey: string) => Promise<unknown>;
  readonly onSaved: () => void;
  readonly submitLabel?: string;
}

/** How, by whom, what, what came of it, when: all by keyboard. */
export function InteractionForm({ save, onSaved, submitLabel }: InteractionFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [kind, setKind] = useState<InteractionKind>('call');
  const [direction, setDirection] = useState<Direction>('in');
  const [content, setContent] = useState('');
  const [outcome, setOutcome] = useState('');
  const [when, setWhen] = useState('');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [fault, setFault] = useState<'whenAhead' | 'whenInvalid' | null>(null);
  const sending = useMutation({
    mutationFn: () => save({ kind, direction, content, outcome, ...momentOf(when) }, key),
    onSuccess: () => {
      setContent('');
      setOutcome('');
      setWhen('');
      setKey(crypto.randomUUID());
      onSaved();
    },
  });
  const submit = (): void => {
    const next = faultOf(when, Date.now());
    setFault(next);
    if (!sending.isPending && next === null) {
      sending.mutate();
    }
  };
  const sendByKey = (event: KeyboardEvent): void => {
    if (sendsBy(event)) {
      event.preventDefault();
      submit();
    }
  };
  return (
    <form
      className="composer-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="composer-row">
        <Labelled label={t('people.kind')} htmlFor={`${id}-kind`}>
          <Select<InteractionKind>
            id={`${id}-kind`}
            value={kind}
            onChange={setKind}
            options={INTERACTION_KINDS.map((value) => ({ value, label: t(`people.kinds.${value}`) }))}
          />
        </Labelled>
        <Labelled label={t('people.direction')} htmlFor={`${id}-direction`}>
          <Select<Direction>
            id={`${id}-direction`}
            value={direction}
            onChange={setDirection}
            options={DIRECTIONS.map((value) => ({ value, label: t(`people.directions.${value}`) }))}
          />
        </Labelled>
        <Labelled label={t('people.when')} htmlFor={`${id}-when`}>
          <Input
            id={`${id}-when`}
            value={when}
            placeholder={t('people.whenHint')}
            {...(fault === null ? {} : { status: 'error' as const })}
            onChange={(event) => setWhen(event.target.value)}
          />
        </Labelled>
      </div>
      <Input.TextArea
        aria-label={t('people.content')}
        placeholder={t('people.interactionHint')}
        autoSize={{ minRows: 2, maxRows: 12 }}
        maxLength={10_000}
        value={content}
        onChange={(event) => setContent(event.target.value)}
        onKeyDown={sendByKey}
      />
      <Input
        aria-label={t('people.outcomeField')}
        placeholder={t('people.outcomeHint')}
        maxLength={1000}
        prefix={<span className="quiet small">{t('people.outcomeField')}</span>}
        value={outcome}
        onChange={(event) => setOutcome(event.target.value)}
      />
      {fault === null ? null : (
        <p className="field-fault" role="alert">
          {t(`people.${fault}`)}
        </p>
      )}
      {sending.isError ? <Failure error={sending.error} /> : null}
      <div className="composer-actions">
        <Button type="primary" htmlType="submit" loading={sending.isPending}>
          {submitLabel ?? t('people.interactionSave')}
        </Button>
      </div>
    </form>
  );
}

function momentOf(when: string): { readonly occurredAt?: string } {
  const at = when.trim() === '' ? null : readMoment(when);
  return at === null ? {} : { occurredAt: at.toISOString() };
}

function faultOf(when: string, nowMs: number): 'whenAhead' | 'whenInvalid' | null {
  if (when.trim() === '') {
    return null;
  }
  const at = readMoment(when);
  if (at === null) {
    return 'whenInvalid';
  }
  return at.getTime() > nowMs ? 'whenAhead' : null;
}

function Labelled({
  label,
  htmlFor,
  children,
}: {
  readonly label: string;
  readonly htmlFor: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="composer-field">
      <label htmlFor={htmlFor}>{label}</label>
      {children}
    </div>
  );
}

function NoteForm({ customerId, onSaved }: { readonly customerId: string; readonly onSaved: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const sending = useMutation({
    mutationFn: () => requestNote(customerId, text.trim(), key),
    onSuccess: () => {
      setText('');
      setKey(crypto.randomUUID());
      onSaved();
    },
  });
  const submit = (): void => {
    if (text.trim() !== '' && !sending.isPending) {
      sending.mutate();
    }
  };
  return (
    <form
      className="composer-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Input.TextArea
        aria-label={t('people.note')}
        placeholder={t('people.noteHint')}
        autoSize={{ minRows: 2, maxRows: 12 }}
        maxLength={5000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (sendsBy(event)) {
            event.preventDefault();
            submit();
          }
        }}
      />
      {sending.isError ? <Failure error={sending.error} /> : null}
      {text.trim() === '' ? null : (
        <div className="composer-actions">
          <Button type="primary" htmlType="submit" loading={sending.isPending}>
            {t('people.noteSave')}
          </Button>
        </div>
      )}
    </form>
  );
}

const MODES = ['note', 'interaction'] as const;
type Mode = (typeof MODES)[number];

/** Where staff write a note or log an interaction: N and L put the cursor in it. */
export function Composer({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [mode, setMode] = useState<Mode>('note');
  const [calls, setCalls] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const refresh = (): void => {
    for (const queryKey of logKeys(customerId)) {
      void queryClient.invalidateQueries({ queryKey });
    }
  };
  const call = (wanted: Mode): void => {
    setMode(wanted);
    setCalls((count) => count + 1);
  };
  useKeys([
    { id: 'note', keys: 'n', label: t('keys.note'), group: 'page', run: () => call('note') },
    { id: 'log', keys: 'l', label: t('keys.log'), group: 'page', run: () => call('interaction') },
  ]);
  useEffect(() => {
    if (calls > 0) {
      box.current?.querySelector<HTMLElement>('textarea')?.focus();
    }
  }, [calls]);
  return (
    <div className="composer" ref={box}>
      <Segmented<Mode>
        aria-label={t('people.compose')}
        value={mode}
        onChange={setMode}
        options={MODES.map((value) => ({ value, label: t(`people.${value}`) }))}
      />
      {mode === 'note' ? (
        <NoteForm customerId={customerId} onSaved={refresh} />
      ) : (
        <InteractionForm
          save={(interaction, key) => requestInteraction(customerId, interaction, key)}
          onSaved={refresh}
        />
      )}
    </div>
  );
}
