import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { EVERYBODY, profileQuery } from '../api.ts';
import { compareTraits } from '../preview/compare.ts';
import { TraitBars } from '../preview/trait-bars.tsx';
import type { Rule } from '../rule/parts.ts';

/** Who they are, beside everybody: what is known of them, each part in figures that add up to the size. */
export function SegmentProfile({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  const profile = useQuery(profileQuery(rule));
  const base = useQuery(profileQuery(EVERYBODY));
  const error = profile.error ?? base.error;
  if (error !== null) {
    return (
      <Failure
        error={error}
        onRetry={() => {
          void profile.refetch();
          void base.refetch();
        }}
      />
    );
  }
  if (profile.data === undefined || base.data === undefined) {
    return <Skeleton shape="rows" />;
  }
  if (profile.data.count === 0) {
    return <Empty icon="people" title={t('segments.noMembers')} body={t('segments.noMembersBody')} />;
  }
  return (
    <div>
      <p className="quiet small">{t('segments.profileNote', { count: profile.data.count, date: profile.data.asOf })}</p>
      <div className="traits">
        {compareTraits(profile.data, base.data).map((trait) => (
          <TraitBars key={trait.name} trait={trait} withCount />
        ))}
      </div>
    </div>
  );
}
