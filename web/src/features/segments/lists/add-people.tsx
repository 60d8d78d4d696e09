import { useQueryClient } from '@tanstack/react-query';
import { changeCustomerList, LIST_IDENTIFIERS, type ListIdentifier } from '@zhike/server/contracts';
import { Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { explainFailure } from '../../../api/problem.ts';
import '../../../ui/form.css';
import { listsQuery } from '../api.ts';
import { guessIdentifier, inParts, PER_CALL, pastedPeople } from './pasted-people.ts';

interface Outcome {
  readonly done: number;
  readonly same: number;
  readonly unknown: readonly string[];
}

type Action = 'add' | 'remove';

/** People onto a list or off it, by what is pasted: a line each; whoever is not known is told. */
export function AddPeople({ listId, onChanged }: { readonly listId: string; readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<ListIdentifier | null>(null);
  const [outcome, setOutcome] = useState<(Outcome & { readonly action: Action }) | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState<Action | null>(null);
  const people = pastedPeople(text);
  const type = chosen ?? guessIdentifier(people) ?? 'phone';

  const send = async (action: Action): Promise<void> => {
    setBusy(action);
    setFailure(null);
    let sum: Outcome = { done: 0, same: 0, unknown: [] };
    try {
      for (const some of inParts(people, PER_CALL)) {
        const items = some.map((value) => ({ type, value }));
        const { results } = await call(changeCustomerList, {
          params: { id: listId },
          body: { action, items },
          idempotencyKey: crypto.randomUUID(),
        });
        sum = {
          done: sum.done + results.filter((one) => one.outcome === 'done').length,
          same: sum.same + results.filter((one) => one.outcome === 'same').length,
          unknown: [...sum.unknown, ...some.filter((_, at) => results[at]?.outcome === 'unknown')],
        };
      }
      // What nobody was found by stays, to be mended.
      setText(sum.unknown.join('\n'));
    } catch (error) {
      setFailure(explainFailure(error));
    }
    setOutcome({ ...sum, action });
    setBusy(null);
    await client.invalidateQueries({ queryKey: listsQuery().queryKey });
    onChanged();
  };
  return (
    <form
      className="add-people"
      onSubmit={(event) => {
        event.preventDefault();
        void send('add');
      }}
    >
      <div className="form-field">
        <label htmlFor={id}>{t('segments.pasteLabel')}</label>
        <Input.TextArea
          id={id}
          autoSize={{ minRows: 3, maxRows: 10 }}
          placeholder={t('segments.pasteHint')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div className="add-people-line">
        <Select<ListIdentifier>
          aria-label={t('segments.identifier')}
          value={type}
          onChange={setChosen}
          popupMatchSelectWidth={false}
          options={LIST_IDENTIFIERS.map((name) => ({ value: name, label: t(`segments.identifiers.${name}`) }))}
        />
        <span className="grow" />
        <Button disabled={people.length === 0} loading={busy === 'remove'} onClick={() => void send('remove')}>
          {t('segments.takeOff')}
        </Button>
        <Button type="primary" htmlType="submit" disabled={people.length === 0} loading={busy === 'add'}>
          {people.length === 0 ? t('segments.putOn') : t('segments.putOnCount', { count: people.length })}
        </Button>
      </div>
      {failure === null ? null : (
        <p className="field-fault" role="alert">
          {failure}
        </p>
      )}
      {outcome === null ? null : (
        <p className="small" role="status">
          {t(outcome.action === 'add' ? 'segments.putOnDone' : 'segments.takeOffDone', {
            done: outcome.done,
            same: outcome.same,
          })}
          {outcome.unknown.length === 0 ? null : (
            <span className="is-warning"> {t('segments.unknownPeople', { count: outcome.unknown.length })}</span>
          )}
        </p>
      )}
    </form>
  );
}
