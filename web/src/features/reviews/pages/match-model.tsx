import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../../../ui/page.tsx';
import { QualitySection } from '../model/quality-section.tsx';
import { RunsSection } from '../model/runs-section.tsx';
import { ThresholdsSection } from '../model/thresholds-section.tsx';
import { WeightsSection } from '../model/weights-section.tsx';
import '../reviews.css';
import '../model/model.css';

/** The model of who is one person: its runs, how right it is, its thresholds and what it has learned. */
export function MatchModelPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('match.title')} actions={<Link to="/reviews">{t('reviews.title')}</Link>}>
      <RunsSection />
      <QualitySection />
      <ThresholdsSection />
      <WeightsSection />
    </Page>
  );
}
