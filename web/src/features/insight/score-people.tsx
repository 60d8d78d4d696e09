import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import type { GridColumn } from '../../ui/grid/columns.ts';
import { Panel } from '../../ui/panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { PeopleGrid } from '../customers/people-grid.tsx';
import './insight.css';
import { formatScore, type ScoreFacts, type ScorePerson, scorePeopleQuery } from './scores-api.ts';

interface ScorePeopleProps {
  readonly facts: ScoreFacts;
  readonly band: string | undefined;
  /** The class of another score that they are in as well. */
  readonly other: { readonly key: string; readonly name: string } | undefined;
  readonly onClose: () => void;
}

const idOf = (person: ScorePerson): string => person.customerId;

/** The people of a class, the highest values first, with the value before. */
export function ScorePeople({ facts, band, other, onClose }: ScorePeopleProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { unit } = facts;
  const currency = facts.run?.currency ?? 'CNY';
  const query = useInfiniteQuery(
    scorePeopleQuery({
      kind: facts.kind,
      band,
      ...(other === undefined ? {} : { against: facts.crossed.against, other: other.key }),
    }),
  );
  const total = query.data?.pages[0]?.total ?? null;
  const known = facts.bands.find(({ key }) => key === band);
  const write = useCallback(
    (value: number | null): string => formatScore(value, { unit, currency, locale }),
    [unit, currency, locale],
  );
  const columns = useMemo<readonly GridColumn<ScorePerson>[]>(
    () => [
      { id: 'value', header: t('scoring.value'), width: 120, isNumber: true, cell: ({ value }) => write(value) },
      {
        id: 'before',
        header: t('scoring.before'),
        width: 120,
        isNumber: true,
        cell: ({ previous }) => write(previous),
      },
    ],
    [t, write],
  );
  const card = useCallback(
    ({ value, previous }: ScorePerson) => (
      <>
        <span className="figures">{write(value)}</span>
        <span className="quiet small figures">
          {previous === null ? '' : t('scoring.beforeValue', { value: write(previous) })}
        </span>
      </>
    ),
    [t, write],
  );
  const name = [known?.label[locale], other?.name].filter((each) => each !== undefined).join(' · ');
  return (
    <Panel label={t('scoring.people')} onClose={onClose}>
      <div className="people">
        <header className="people-head figures">
          <h2>{name === '' ? facts.label[locale] : name}</h2>
          <span className="people-figure">{total === null ? '—' : t('common.people', { count: total })}</span>
          {known === undefined ? null : <p className="quiet">{known.note[locale]}</p>}
        </header>
        <PeopleGrid
          label={t('scoring.people')}
          query={query}
          idOf={idOf}
          columns={columns}
          facts={card}
          empty={<Empty icon="people" title={t('seeing.nobody')} body={t('seeing.nobodyBody')} />}
          onClose={onClose}
        />
      </div>
    </Panel>
  );
}
