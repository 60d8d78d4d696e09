import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { faultsByField } from '../fields/faults.ts';
import { ChoiceField, TextField } from '../privacy/text-field.tsx';
import { segmentsQuery } from '../segments/api.ts';
import { type CareRule, type CareStages, type RuleDraft, requestRule, requestRuleRemoval, type Stage } from './api.ts';
import { CareForm } from './care-form.tsx';
import { PersonField } from './person-field.tsx';
import { useCareDeed } from './use-care-deed.ts';

interface RuleDialogProps {
  /** Null for a new one. */
  readonly rule: CareRule | null;
  readonly stages: CareStages['stages'];
  readonly onClose: () => void;
}

const NOWHERE = 'any';

function draftOf(rule: CareRule | null) {
  return {
    from: rule?.from ?? null,
    to: rule?.to ?? ('growing' as Stage),
    isActive: rule?.isActive ?? true,
    makesTask: rule?.makesTask ?? true,
    title: rule?.title ?? '',
    dueDays: String(rule?.dueDays ?? 3),
    assigneeId: rule?.assignee?.id ?? null,
    segmentId: rule?.segment?.id ?? null,
  };
}

type Draft = ReturnType<typeof draftOf>;

function bodyOf({ title, dueDays, makesTask, ...draft }: Draft): RuleDraft {
  return {
    ...draft,
    makesTask,
    title: makesTask && title.trim() !== '' ? title.trim() : null,
    dueDays: makesTask ? Number(dueDays) : null,
  };
}

/** What is done when somebody moves from one stage to another. */
export function RuleDialog({ rule, stages, onClose }: RuleDialogProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [wasSent, setWasSent] = useState(false);
  const deed = useCareDeed<unknown>(onClose);
  const faults = faultsByField(deed.error);
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const needsDays = draft.makesTask && !/^(?:[12]?\d?\d|3[0-5]\d|36[0-5])$/u.test(draft.dueDays.trim());
  const send = (): void => {
    setWasSent(true);
    if (!needsDays) {
      deed.press((key) => requestRule(rule?.id ?? null, bodyOf(draft), key));
    }
  };
  const faultOf = (field: string): string | null => (wasSent ? (faults.get(field) ?? null) : null);
  return (
    <CareForm
      label={t(rule === null ? 'care.newRule' : 'care.editRule')}
      deed={t('care.save')}
      isPending={deed.isPending}
      error={deed.error}
      placed={faults.size}
      onSend={send}
      onClose={onClose}
      more={
        rule === null ? undefined : (
          <Button danger onClick={() => deed.press((key) => requestRuleRemoval(rule.id, key))}>
            {t('care.remove')}
          </Button>
        )
      }
    >
      <MoveFields draft={draft} stages={stages} faultOf={faultOf} onChange={change} />
      <Checkbox checked={draft.isActive} onChange={(event) => change({ isActive: event.target.checked })}>
        {t('care.active')}
      </Checkbox>
      <Checkbox checked={draft.makesTask} onChange={(event) => change({ makesTask: event.target.checked })}>
        {t('care.makesTask')}
      </Checkbox>
      {draft.makesTask ? (
        <>
          <TextField
            label={t('care.taskTitle')}
            value={draft.title}
            placeholder={t('care.usualTitle')}
            fault={faultOf('title')}
            onChange={(title) => change({ title })}
          />
          <TextField
            label={t('care.dueDays')}
            value={draft.dueDays}
            fault={wasSent && needsDays ? t('care.needDays') : faultOf('dueDays')}
            onChange={(dueDays) => change({ dueDays })}
          />
          <PersonField value={draft.assigneeId} onChange={(assigneeId) => change({ assigneeId })} />
        </>
      ) : null}
      <StrategyField
        value={draft.segmentId}
        fault={faultOf('makesTask')}
        onChange={(segmentId) => change({ segmentId })}
      />
    </CareForm>
  );
}

interface MoveFieldsProps {
  readonly draft: Draft;
  readonly stages: CareStages['stages'];
  readonly faultOf: (field: string) => string | null;
  readonly onChange: (part: Partial<Draft>) => void;
}

function MoveFields({ draft, stages, faultOf, onChange }: MoveFieldsProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const options = stages.map(({ stage, label }) => ({ value: stage, label: label[locale] }));
  return (
    <>
      <div className="form-pair">
        <ChoiceField<Stage | typeof NOWHERE>
          label={t('care.from')}
          value={draft.from ?? NOWHERE}
          options={[{ value: NOWHERE, label: t('care.anywhere') }, ...options]}
          onChange={(from) => onChange({ from: from === NOWHERE ? null : from })}
        />
        <ChoiceField<Stage>
          label={t('care.to')}
          value={draft.to}
          options={options}
          onChange={(to) => onChange({ to })}
        />
      </div>
      <p className="field-fault" aria-live="polite">
        {faultOf('from') ?? faultOf('to')}
      </p>
    </>
  );
}

interface StrategyFieldProps {
  readonly value: string | null;
  readonly fault: string | null;
  readonly onChange: (value: string | null) => void;
}

/** The segment whose strategy holds for those who move. */
function StrategyField({ value, fault, onChange }: StrategyFieldProps) {
  const { t } = useTranslation();
  const segments = useQuery(segmentsQuery());
  return (
    <>
      <ChoiceField
        label={t('care.strategy')}
        value={value ?? ''}
        options={[
          { value: '', label: t('care.noStrategy') },
          ...(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(next) => onChange(next === '' ? null : next)}
      />
      <p className="field-fault" aria-live="polite">
        {fault}
      </p>
    </>
  );
}
