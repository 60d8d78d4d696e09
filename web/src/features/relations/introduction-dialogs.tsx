import { Button, Input, Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { Entry } from '../fields/entry.tsx';
import {
  type Introduction,
  RESULTS,
  type RelationSuggestion,
  requestIntroduction,
  requestStep,
  useRelationDeed,
  WAYS,
} from './api.ts';

const DAY = /^(?:|\d{4}-\d{2}-\d{2})$/u;
const EMPTY = { note: '', nextStep: '', nextOn: '' };
type Next = typeof EMPTY;

interface FormProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly onSend: (next: Next) => void;
  readonly children: ReactNode;
}

/** What both forms ask: what was said, what is next and when. */
function NextForm({ label, onClose, error, isPending, onSend, children }: FormProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState(EMPTY);
  const [wasSent, setWasSent] = useState(false);
  const isOdd = !DAY.test(form.nextOn.trim());
  return (
    <Dialog label={label} onClose={onClose}>
      <form
        className="dialog-content"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setWasSent(true);
          if (!isOdd) {
            onSend(form);
          }
        }}
      >
        {children}
        <Entry label={t('relations.said')}>
          <Input.TextArea
            value={form.note}
            maxLength={2000}
            autoSize={{ minRows: 2, maxRows: 6 }}
            onChange={(event) => setForm({ ...form, note: event.target.value })}
          />
        </Entry>
        <div className="form-pair">
          <Entry label={t('relations.nextStep')}>
            <Input
              value={form.nextStep}
              maxLength={300}
              onChange={(event) => setForm({ ...form, nextStep: event.target.value })}
            />
          </Entry>
          <Entry
            label={t('relations.nextOn')}
            note={t('relations.dayHint')}
            fault={wasSent && isOdd ? t('relations.dayHint') : null}
          >
            <Input
              value={form.nextOn}
              maxLength={10}
              onChange={(event) => setForm({ ...form, nextOn: event.target.value })}
            />
          </Entry>
        </div>
        {error === null ? null : <Failure error={error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={isPending}>
            {t('people.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** That two were made known to each other. */
export function IntroductionDialog({
  suggestion,
  onClose,
}: {
  readonly suggestion: RelationSuggestion;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [how, setHow] = useState<(typeof WAYS)[number]>('wechat');
  const save = useRelationDeed<Introduction>(onClose);
  const { left, right, detail } = suggestion;
  const unnamed = t('customers.unnamed');
  return (
    <NextForm
      label={t('relations.introduce')}
      onClose={onClose}
      error={save.error}
      isPending={save.isPending}
      onSend={(next) =>
        save.press((key) =>
          requestIntroduction(
            { ...next, leftId: left.id, rightId: right.id, suggestionId: suggestion.id, goods: detail, how },
            key,
          ),
        )
      }
    >
      <p className="chosen-person">
        <strong>{t('relations.twoPeople', { one: left.name ?? unnamed, other: right.name ?? unnamed })}</strong>
        <span className="quiet small">{detail}</span>
      </p>
      <fieldset className="form-choice">
        <legend>{t('relations.how')}</legend>
        <Segmented
          className="relation-choice"
          aria-label={t('relations.how')}
          value={how}
          options={WAYS.map((value) => ({ value, label: t(`relations.ways.${value}`) }))}
          onChange={setHow}
        />
      </fieldset>
    </NextForm>
  );
}

/** What was heard of it since. */
export function StepDialog({
  introduction,
  onClose,
}: {
  readonly introduction: Introduction;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [result, setResult] = useState<Introduction['result']>('talking');
  const save = useRelationDeed<Introduction>(onClose);
  return (
    <NextForm
      label={t('relations.step')}
      onClose={onClose}
      error={save.error}
      isPending={save.isPending}
      onSend={(next) => save.press((key) => requestStep(introduction.id, { ...next, result }, key))}
    >
      <fieldset className="form-choice">
        <legend>{t('relations.result')}</legend>
        <Segmented
          className="relation-choice"
          aria-label={t('relations.result')}
          value={result}
          options={RESULTS.map((value) => ({ value, label: t(`relations.results.${value}`) }))}
          onChange={setResult}
        />
      </fieldset>
    </NextForm>
  );
}
