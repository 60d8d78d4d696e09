import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import type { Incident } from './api.ts';

/** Until when the authority has to be told; nothing once it was, or where there is no risk. */
export function IncidentDue({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const [now] = useState(() => Date.now());
  if (incident.risk === 'none' || incident.authorityNotifiedAt !== null || incident.closedAt !== null) {
    return null;
  }
  const isOver = Date.parse(incident.authorityDueAt) < now;
  return (
    <span className="is-warning small">
      {t(isOver ? 'incidents.overdue' : 'incidents.dueIn', { when: formatInstant(incident.authorityDueAt) })}
    </span>
  );
}
