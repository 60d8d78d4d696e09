import { useQueryClient } from '@tanstack/react-query';
import { readRuleText } from '@zhike/server/contracts';
import { Button, Input, Segmented } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { explainFailure, ProblemError } from '../../../api/problem.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { previewQuery } from '../api.ts';
import { partsOfRule, type Rule } from '../rule/parts.ts';
import type { RuleStore } from '../rule/rule-store.ts';

interface RuleTextDialogProps {
  readonly store: RuleStore;
  readonly rule: Rule;
  readonly sentence: string;
  readonly onClose: () => void;
}

interface TextFault {
  readonly path: string;
  readonly message: string;
}

type Form = 'json' | 'words';

function faultsOf(error: unknown): readonly TextFault[] {
  const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return errors.length === 0
    ? [{ path: '', message: explainFailure(error) }]
    : errors.map(({ field, message }) => ({ path: field.replace(/^rule\.?/u, ''), message }));
}

/** The rule as text, to take along or to paste: in words or as JSON; what is wrong in it is told by its place. */
export function RuleTextDialog({ store, rule, sentence, onClose }: RuleTextDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [form, setForm] = useState<Form>('json');
  const texts = { json: JSON.stringify(rule, null, 2), words: sentence };
  const [text, setText] = useState(texts.json);
  const [faults, setFaults] = useState<readonly TextFault[]>([]);
  const [isBusy, setIsBusy] = useState(false);

  const read = async (): Promise<Rule> => {
    if (form === 'words') {
      const { rule: found } = await call(readRuleText, { body: { text, locale: currentLocale() } });
      return found;
    }
    // What it holds is looked at by the server.
    const given = JSON.parse(text) as Rule;
    await client.fetchQuery(previewQuery(given, true));
    return given;
  };
  const apply = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setIsBusy(true);
    try {
      const found = await read();
      store.change(() => partsOfRule(found), { activeId: null, openAt: null });
      onClose();
    } catch (error) {
      setFaults(error instanceof SyntaxError ? [{ path: '', message: t('segments.jsonBroken') }] : faultsOf(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog label={t('segments.asText')} onClose={onClose}>
      <form className="dialog-content" onSubmit={(event) => void apply(event)}>
        <Segmented<Form>
          aria-label={t('segments.textForm')}
          value={form}
          onChange={(next) => {
            setForm(next);
            setText(texts[next]);
            setFaults([]);
          }}
          options={[
            { value: 'json', label: 'JSON' },
            { value: 'words', label: t('segments.words') },
          ]}
        />
        <Input.TextArea
          aria-label={t('segments.asText')}
          aria-invalid={faults.length > 0}
          aria-describedby={`${id}-faults`}
          className={form === 'json' ? 'rule-json' : ''}
          autoSize={{ minRows: 8, maxRows: 20 }}
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setFaults([]);
          }}
        />
        <ul id={`${id}-faults`} className="text-faults">
          {faults.map(({ path, message }) => (
            <li key={`${path}${message}`} className="field-fault" role="alert">
              {path === '' ? null : <code>{path}</code>} {message}
            </li>
          ))}
        </ul>
        <div className="dialog-actions">
          <Button onClick={() => void navigator.clipboard.writeText(text)}>{t('segments.copyText')}</Button>
          <Button type="primary" htmlType="submit" loading={isBusy} disabled={text === texts[form]}>
            {t('segments.applyText')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
