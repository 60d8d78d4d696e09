import { useMutation } from '@tanstack/react-query';
import { draftRule } from '@zhike/server/contracts';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { explainFailure, ProblemError } from '../../../api/problem.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { partsOfRule, type Rule } from '../rule/parts.ts';
import type { RuleStore } from '../rule/rule-store.ts';
import './sentence-draft.css';

/** The server names what is wrong with the sentence, or that nobody answered. */
function whyNot(error: unknown): string {
  const [first] = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return first?.message ?? explainFailure(error);
}

/** A sentence becomes a draft of the rule, which people look at and change before they save it. */
export function SentenceDraft({ store }: { readonly store: RuleStore }) {
  const { t } = useTranslation();
  const [sentence, setSentence] = useState('');
  const draft = useMutation({
    mutationFn: (text: string) => call(draftRule, { body: { sentence: text, locale: currentLocale() } }),
    onSuccess: ({ rule }) => {
      // What the server has looked at is a rule.
      store.change((old) => ({ ...partsOfRule(rule as unknown as Rule), id: old.id }), {
        activeId: null,
        openAt: null,
      });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (sentence.trim().length > 1 && !draft.isPending) {
      draft.mutate(sentence.trim());
    }
  };
  const unread = draft.data?.unread ?? [];
  return (
    <form className="sentence-draft" onSubmit={submit}>
      <Input
        aria-label={t('drafting.label')}
        placeholder={t('drafting.hint')}
        maxLength={500}
        value={sentence}
        onChange={(event) => setSentence(event.target.value)}
      />
      <Button htmlType="submit" loading={draft.isPending} disabled={sentence.trim().length < 2}>
        {t('drafting.draft')}
      </Button>
      {draft.isSuccess ? (
        <p className="sentence-told small" role="status">
          {t('drafting.done')}{' '}
          {unread.length === 0
            ? null
            : t('drafting.unread', { parts: unread.join(currentLocale() === 'en' ? '; ' : '；') })}
        </p>
      ) : null}
      {draft.isError ? (
        <p className="sentence-told field-fault" role="alert">
          {whyNot(draft.error)}
        </p>
      ) : null}
    </form>
  );
}
