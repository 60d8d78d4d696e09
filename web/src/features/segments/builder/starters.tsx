import { useTranslation } from 'react-i18next';
import type { Rule } from '../rule/parts.ts';
import { partsOfRule } from '../rule/parts.ts';
import type { RuleStore } from '../rule/rule-store.ts';
import type { ConditionInfo } from '../rule/values.ts';
import './starters.css';

/** Questions that most brands ask; each number in them is there to be changed. */
const STARTERS = {
  secondOrder: [
    { is: 'orders.count', count: { min: 1, max: 1 } },
    { is: 'orders.days_since', days: { min: 14, max: 60 } },
  ],
  regularsQuiet: [
    { is: 'orders.count', count: { min: 3 }, window: { lastDays: 365 } },
    { is: 'orders.days_since', days: { min: 60 } },
  ],
  bigSpenders: [{ is: 'orders.sum', amount: { min: 200_000 }, window: { lastDays: 365 } }],
  birthday: [
    { is: 'profile.birthday', within: 7 },
    { is: 'orders.count', count: { min: 1 } },
  ],
  returners: [
    { is: 'orders.count', count: { min: 2 } },
    { is: 'orders.returned_share', percent: { min: 50 } },
  ],
  neverBought: [{ is: 'orders.count', count: { min: 0, max: 0 } }],
} as const satisfies Record<string, readonly { readonly is: string; readonly [arg: string]: unknown }[]>;

type Starter = keyof typeof STARTERS;
// The keys are those of the object above.
const NAMES = Object.keys(STARTERS) as Starter[];

interface StartersProps {
  readonly store: RuleStore;
  readonly conditions: ReadonlyMap<string, ConditionInfo>;
}

/** Rules to begin with, for those who do not want to begin with nothing. */
export function Starters({ store, conditions }: StartersProps) {
  const { t } = useTranslation();
  // Somebody may not be allowed to ask for everything.
  const known = NAMES.filter((name) => STARTERS[name].every(({ is }) => conditions.has(is)));
  const begin = (name: Starter): void => {
    const rule: Rule = { v: 1, all: [...STARTERS[name]] };
    const root = partsOfRule(rule);
    store.change((old) => ({ ...root, id: old.id }), { activeId: root.parts[0]?.id ?? null });
  };
  return known.length === 0 ? null : (
    <section className="starters" aria-label={t('segments.starters')}>
      <h3>{t('segments.starters')}</h3>
      <ul>
        {known.map((name) => (
          <li key={name}>
            <button type="button" onClick={() => begin(name)}>
              <strong>{t(`segments.starterNames.${name}`)}</strong>
              <span className="quiet small">{t(`segments.starterMeans.${name}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
