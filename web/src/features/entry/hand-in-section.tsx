import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Segmented } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/client.ts';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestFile, requestHandIn } from './api.ts';
import { PersonFields } from './person-fields.tsx';
import { draftOf, faultPlace, NO_PERSON, PERSON_KEYS, type PersonDraft, personOf } from './person-rows.ts';

type Way = 'one' | 'many';

/** People are gathered in a list first, one by one or from a sheet, looked at, and handed in together. */
export function HandInSection() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [way, setWay] = useState<Way>('one');
  const [people, setPeople] = useState<readonly PersonDraft[]>([]);
  const [agreed, setAgreed] = useState(false);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const send = useMutation({
    mutationFn: () => requestHandIn(people.map(personOf), key),
    onSuccess: async () => {
      setPeople([]);
      setAgreed(false);
      setKey(crypto.randomUUID());
      await queryClient.invalidateQueries({ queryKey: ['entry', 'own'] });
    },
    // What was refused was not handed in: corrected, it is another try.
    onError: () => setKey(crypto.randomUUID()),
  });
  const faults = rowFaults(send.error);
  const add = (more: readonly PersonDraft[]): void => {
    send.reset();
    setPeople([...people, ...more]);
  };
  return (
    <Section title={t('entry.handIn.title')}>
      <div>
        <Segmented<Way>
          aria-label={t('entry.handIn.way')}
          value={way}
          onChange={setWay}
          options={[
            { value: 'one', label: t('entry.handIn.one') },
            { value: 'many', label: t('entry.handIn.many') },
          ]}
        />
      </div>
      {way === 'one' ? <OneForm onAdd={(draft) => add([draft])} /> : <ManyForm onAdd={add} />}
      {people.length === 0 ? null : (
        <>
          <ol className="entry-lines" aria-label={t('entry.handIn.gathered')}>
            {people.map((draft, row) => (
              <li key={`${draft.name}/${draft.phone}/${row}`}>
                <span className="entry-what">
                  <strong>{draft.name}</strong>
                  <span className="quiet small">
                    {PERSON_KEYS.slice(1)
                      .map((each) => draft[each])
                      .filter((text) => text !== '')
                      .join(' · ')}
                  </span>
                  {faults.get(row) === undefined ? null : (
                    <span className="field-fault" role="alert">
                      {faults.get(row)}
                    </span>
                  )}
                </span>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={t('common.remove', { what: draft.name })}
                  onClick={() => {
                    send.reset();
                    setPeople(people.filter((_, at) => at !== row));
                  }}
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ol>
          <Checkbox checked={agreed} onChange={(event) => setAgreed(event.target.checked)}>
            {t('entry.handIn.agreed')}
          </Checkbox>
          {send.isError && faults.size === 0 ? <Failure error={send.error} /> : null}
          <div>
            <Button type="primary" disabled={!agreed} loading={send.isPending} onClick={() => send.mutate()}>
              {t('entry.handIn.send', { count: people.length })}
            </Button>
          </div>
        </>
      )}
      <p className="entry-said" role="status">
        {send.isSuccess ? t('entry.handIn.sent', { count: send.data.items.length }) : null}
      </p>
    </Section>
  );
}

function OneForm({ onAdd }: { readonly onAdd: (draft: PersonDraft) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(NO_PERSON);
  const [wasSent, setWasSent] = useState(false);
  const need = (value: string): string | null => (wasSent && value.trim() === '' ? t('entry.need') : null);
  const faults = { name: need(draft.name), phone: need(draft.phone) };
  return (
    <form
      className="entry-form"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (draft.name.trim() === '' || draft.phone.trim() === '') {
          setWasSent(true);
          return;
        }
        onAdd(draft);
        setDraft(NO_PERSON);
        setWasSent(false);
      }}
    >
      <PersonFields
        draft={draft}
        faults={Object.fromEntries(
          Object.entries(faults).flatMap(([name, text]) => (text === null ? [] : [[name, text]])),
        )}
        onChange={setDraft}
      />
      <div>
        <Button htmlType="submit">{t('entry.handIn.add')}</Button>
      </div>
    </form>
  );
}

/** A sheet copied from a spreadsheet, or its file: both are read by the server, as imports are. */
function ManyForm({ onAdd }: { readonly onAdd: (drafts: readonly PersonDraft[]) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const read = useMutation({
    mutationFn: (file: Blob) => requestFile(file),
    onSuccess: ({ rows }) => {
      onAdd(rows.flatMap(({ values }) => (values === null ? [] : [draftOf(values)])));
      setText('');
    },
  });
  const faults = (read.data?.rows ?? []).filter(({ fault }) => fault !== null);
  return (
    <form
      className="entry-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        read.mutate(new Blob([text], { type: 'text/csv' }));
      }}
    >
      <div className="form-field">
        <label htmlFor={id}>{t('entry.handIn.paste')}</label>
        <Input.TextArea
          id={id}
          rows={6}
          value={text}
          placeholder={t('entry.handIn.pasteExample')}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {read.isError ? <Failure error={read.error} /> : null}
      {faults.map(({ rowNo, fault }) => (
        <p key={rowNo} className="field-fault" role="alert">
          {t('entry.handIn.rowFault', { row: rowNo, why: fault?.reason ?? '' })}
        </p>
      ))}
      <div className="entry-bar">
        <Button htmlType="submit" disabled={text.trim() === ''} loading={read.isPending}>
          {t('entry.handIn.read')}
        </Button>
        <label className="entry-file">
          {t('entry.handIn.file')}
          <input
            type="file"
            accept=".csv,.xlsx,.txt"
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              if (file !== undefined) {
                read.mutate(file);
              }
              event.target.value = '';
            }}
          />
        </label>
      </div>
    </form>
  );
}

/** Row → what is wrong with it. */
function rowFaults(error: unknown): ReadonlyMap<number, string> {
  const faults = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  const found = new Map<number, string>();
  for (const { field, message } of faults) {
    const place = faultPlace(field);
    if (place !== null) {
      found.set(place.row, [found.get(place.row), message].filter((text) => text !== undefined).join('；'));
    }
  }
  return found;
}
