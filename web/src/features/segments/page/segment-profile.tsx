import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Section } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { EVERYBODY, segmentsQuery } from '../api.ts';
import { type ComparedPart, liftedTraits } from '../preview/compare.ts';
import { TraitBars } from '../preview/trait-bars.tsx';
import type { Rule } from '../rule/parts.ts';
import { type LiftedProfile, liftedProfileQuery } from '../understanding/api.ts';
import '../understanding/understanding.css';

const SHOWN = 8;

/** Who they are beside everybody or another segment: every part in figures, and what sets them apart for sure. */
export function SegmentProfile({ id, rule }: { readonly id: string; readonly rule: Rule }) {
  const { t } = useTranslation();
  const label = useId();
  const [against, setAgainst] = useState<string | null>(null);
  const segments = useQuery(segmentsQuery());
  const others = (segments.data?.items ?? []).filter((one) => one.id !== id && one.state === 'saved');
  const base: Rule = against === null ? EVERYBODY : { v: 1, all: [{ is: 'segment.in', segments: [against] }] };
  const profile = useQuery(liftedProfileQuery(rule, base));
  return (
    <div>
      <p className="profile-against">
        <label htmlFor={label} className="quiet small">
          {t('understanding.against')}
        </label>
        <Select
          id={label}
          showSearch
          optionFilterProp="label"
          value={against ?? ''}
          onChange={(next: string) => setAgainst(next === '' ? null : next)}
          options={[
            { value: '', label: t('understanding.everybody') },
            ...others.map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
      </p>
      {profile.isPending ? <Skeleton shape="rows" /> : null}
      {profile.isError ? <Failure error={profile.error} onRetry={() => void profile.refetch()} /> : null}
      {profile.data === undefined ? null : <Told profile={profile.data} />}
    </div>
  );
}

function Told({ profile }: { readonly profile: LiftedProfile }) {
  const { t } = useTranslation();
  if (profile.count === 0) {
    return <Empty icon="people" title={t('segments.noMembers')} body={t('segments.noMembersBody')} />;
  }
  const traits = liftedTraits(profile);
  const parts = traits.flatMap((trait) => trait.parts);
  const clear = (profile.differences ?? []).flatMap(
    ({ trait, value }) => parts.find((part) => part.trait === trait && part.value === value) ?? [],
  );
  return (
    <>
      <p className="quiet small figures">
        {t('understanding.profileNote', {
          count: profile.count,
          base: formatNumber(profile.baseCount ?? 0, currentLocale()),
          date: profile.asOf,
        })}
      </p>
      <Section title={t('understanding.clear')} note={t('understanding.clearNote')}>
        {clear.length === 0 ? (
          <p className="quiet">{t('understanding.clearNone')}</p>
        ) : (
          <ul className="lift-list">
            {clear.slice(0, SHOWN).map((part) => (
              <LiftRow key={`${part.trait}/${part.value}`} part={part} profile={profile} />
            ))}
          </ul>
        )}
      </Section>
      <div className="traits">
        {traits.map((trait) => (
          <TraitBars key={trait.name} trait={trait} withCount />
        ))}
      </div>
    </>
  );
}

/** One difference with its interval, in a line. */
function LiftRow({ part, profile }: { readonly part: ComparedPart; readonly profile: LiftedProfile }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const trait = profile.traits.find(({ name }) => name === part.trait);
  const times = (value: number): string => formatNumber(value, locale, 2);
  const { lift } = part;
  return (
    <li className="lift-row">
      <span>
        <span className="quiet small">{trait?.label[locale]} </span>
        {part.label[locale]}
      </span>
      <span className="figures quiet small">
        {t('understanding.shares', {
          share: formatShare(part.share, locale),
          base: formatShare(part.baseShare, locale),
        })}
      </span>
      <span className="figures">
        <span className="lift-value">{t('understanding.times', { times: times(lift?.value ?? 0) })}</span>{' '}
        <span className="quiet small">
          {t('understanding.interval', { low: times(lift?.low ?? 0), high: times(lift?.high ?? 0) })}
        </span>
      </span>
    </li>
  );
}
