import { useQuery } from '@tanstack/react-query';
import { memo, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Section } from '../../../ui/page.tsx';
import { Failure, Notice, Skeleton } from '../../../ui/states.tsx';
import { EVERYBODY, profileQuery } from '../api.ts';
import { faultsByPart } from '../rule/faults.ts';
import type { RuleStore } from '../rule/rule-store.ts';
import type { ConditionInfo } from '../rule/values.ts';
import { CountLine } from './count-line.tsx';
import { Differences } from './differences.tsx';
import { Faces } from './faces.tsx';
import './preview.css';
import { ruleFaults, usePreview } from './use-preview.ts';
import { useSettledRule, writtenRule } from './use-written-rule.ts';
import { WholeSentence } from './whole-sentence.tsx';

interface PreviewPanelProps {
  readonly store: RuleStore;
  readonly conditions: readonly ConditionInfo[];
}

/** What the rule comes to, moving with it: how many, who, what sets them apart, and the whole of it in words. */
export const PreviewPanel = memo(function PreviewPanel({ store, conditions }: PreviewPanelProps) {
  const { t } = useTranslation();
  const byName = useMemo(() => new Map(conditions.map((info) => [info.is, info])), [conditions]);
  const { rule, left } = useSettledRule(store, byName);
  const preview = usePreview(rule);
  const { shown, isOld, isExact, error } = preview;
  const faults = useMemo(() => ruleFaults(error), [error]);
  useEffect(() => {
    store.setFaults(faultsByPart(faults, writtenRule(store, byName).idsByPath));
  }, [store, byName, faults]);
  const [withProfile, setWithProfile] = useState(false);
  useEffect(() => {
    if (isExact) {
      setWithProfile(true);
    }
  }, [isExact]);
  const profile = useQuery({ ...profileQuery(rule), enabled: isExact, placeholderData: (old) => old });
  const base = useQuery({ ...profileQuery(EVERYBODY), enabled: withProfile });
  const isEverybody = shown !== null && shown.count === shown.of;
  return (
    <aside className="preview" aria-label={t('segments.preview')} aria-busy={isOld && error === null}>
      {shown === null && error === null ? <Skeleton shape="lines" /> : null}
      {shown === null ? null : <CountLine preview={shown} isExact={isExact} isOld={isOld} left={left} />}
      {shown?.freshness.stale === true ? (
        <Notice>
          {shown.freshness.upTo === null
            ? t('common.staleUnknown')
            : t('common.stale', { when: formatInstant(shown.freshness.upTo) })}
        </Notice>
      ) : null}
      {error !== null && faults.length === 0 ? <Failure error={error} onRetry={preview.retry} /> : null}
      {faults.length > 0 ? (
        <p className="field-fault" role="alert">
          {t('segments.faulty', { count: faults.length })}
        </p>
      ) : null}
      {shown === null ? null : (
        <WholeSentence store={store} rule={rule} sentence={shown.sentence[currentLocale()]} isOld={isOld} />
      )}
      {shown === null || shown.count === 0 ? null : <Faces people={shown.sample} isOld={isOld} />}
      {shown === null || shown.count === 0 || isEverybody ? null : (
        <Section title={t('segments.differTitle')} note={t('segments.differNote')}>
          {profile.data === undefined || base.data === undefined ? (
            profile.isError ? (
              <Failure error={profile.error} onRetry={() => void profile.refetch()} />
            ) : (
              <Skeleton shape="lines" />
            )
          ) : (
            <Differences profile={profile.data} base={base.data} />
          )}
        </Section>
      )}
    </aside>
  );
});
