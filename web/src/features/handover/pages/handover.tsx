import { useTranslation } from 'react-i18next';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { DeparturesSection } from '../departures-section.tsx';
import { OwnersSection } from '../owners-section.tsx';

/** Staff who leave: whose customers they were, who has them now, and what would be lost with whom. */
export function HandoverPage() {
  const { t } = useTranslation();
  return (
    <InsightFrame title={t('handover.page')}>
      <DeparturesSection />
      <OwnersSection />
    </InsightFrame>
  );
}
