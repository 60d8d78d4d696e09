import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../api.ts';
import { compareTraits, standOuts } from './compare.ts';
import { TraitBar, TraitBars } from './trait-bars.tsx';

const SHOWN = 6;

/** What sets the chosen apart, the most telling first; everything with one press. */
export function Differences({ profile, base }: { readonly profile: Profile; readonly base: Profile }) {
  const { t } = useTranslation();
  const [isAll, setIsAll] = useState(false);
  const traits = compareTraits(profile, base);
  const outstanding = standOuts(traits, SHOWN);
  return (
    <div className="differences">
      {isAll ? (
        traits.map((trait) => <TraitBars key={trait.name} trait={trait} />)
      ) : outstanding.length === 0 ? (
        <p className="quiet small">{t('segments.differNone')}</p>
      ) : (
        <ul>
          {outstanding.map((part) => (
            <TraitBar
              key={`${part.trait}/${part.value}`}
              part={part}
              heading={traits.find(({ name }) => name === part.trait)?.label ?? null}
            />
          ))}
        </ul>
      )}
      <button type="button" className="rule-more" aria-expanded={isAll} onClick={() => setIsAll(!isAll)}>
        {t(isAll ? 'segments.differLess' : 'segments.differAll')}
      </button>
    </div>
  );
}
