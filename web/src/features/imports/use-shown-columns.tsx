import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type MappingAction, type MappingState, shownColumns } from './mapping.ts';

/** Columns that one press adds. */
const STEP = 24;

interface Shown {
  readonly shown: readonly number[];
  /** Search and "show more" of a wide file; null for any other. */
  readonly finder: ReactNode;
  /** A column that was just changed by hand stays in sight. */
  readonly touch: (action: MappingAction) => void;
}

/** Which columns of a wide file are in sight, and how to come to the others. */
export function useShownColumns({ columns }: MappingState): Shown {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [more, setMore] = useState(0);
  const [touched, setTouched] = useState<ReadonlySet<number>>(new Set());
  const { shown, hidden, isFound } = shownColumns(columns, { search, more, touched });
  const isWide = hidden > 0 || search !== '' || more > 0;
  const step = Math.min(STEP, hidden);
  return {
    shown,
    touch: (action) => {
      if (action.type === 'chosen') {
        setTouched(new Set([...touched, action.column]));
      }
    },
    finder: isWide ? (
      <div className="map-finder">
        <Input.Search
          allowClear
          size="small"
          value={search}
          placeholder={t('imports.findColumn')}
          aria-label={t('imports.findColumn')}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="quiet small" role="status">
          {isFound ? t('imports.moreColumns', { count: hidden }) : t('imports.noColumn')}
        </span>
        {search === '' && hidden > 0 ? (
          <Button size="small" onClick={() => setMore(more + step)}>
            {t('imports.showMore', { count: step })}
          </Button>
        ) : null}
      </div>
    ) : null,
  };
}
