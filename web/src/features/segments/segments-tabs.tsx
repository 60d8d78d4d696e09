import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import './segments.css';

const TABS = ['segments', 'lists', 'overlap', 'migration', 'gaps', 'clusters'] as const;
export type SegmentsTab = (typeof TABS)[number];

/** What there is beside the list of segments: lists of people, and how segments lie to each other. */
export function SegmentsTabs({ here, isPadded = false }: { readonly here: SegmentsTab; readonly isPadded?: boolean }) {
  const { t } = useTranslation();
  const mark = (tab: SegmentsTab) => (tab === here ? ({ className: 'is-here', 'aria-current': 'page' } as const) : {});
  return (
    <nav className={isPadded ? 'segment-tabs padded' : 'segment-tabs'} aria-label={t('segments.kinds')}>
      <Link to="/segments" search={{}} {...mark('segments')}>
        {t('segments.title')}
      </Link>
      <Link to="/segments" search={{ show: 'lists' }} {...mark('lists')}>
        {t('segments.lists')}
      </Link>
      <Link to="/segments/overlap" search={{}} {...mark('overlap')}>
        {t('understanding.overlap')}
      </Link>
      <Link to="/segments/migration" search={{}} {...mark('migration')}>
        {t('understanding.migration')}
      </Link>
      <Link to="/segments/gaps" search={{}} {...mark('gaps')}>
        {t('gaps.tab')}
      </Link>
      <Link to="/segments/clusters" search={{}} {...mark('clusters')}>
        {t('clusterings.tab')}
      </Link>
    </nav>
  );
}
