import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { offerUndo } from '../../ui/undo.ts';
import { CareForm } from '../care/care-form.tsx';
import { useCareDeed } from '../care/use-care-deed.ts';
import { faultsByField } from '../fields/faults.ts';
import { type DepartureSeen, requestReassignment } from './api.ts';
import { PeopleField } from './people-field.tsx';

interface ReassignDialogProps {
  readonly departure: DepartureSeen;
  /** Null: all that are open. */
  readonly chosen: readonly string[] | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** To whom customers go; several get them evenly, rank by rank. */
export function ReassignDialog({ departure, chosen, onClose, onDone }: ReassignDialogProps) {
  const { t } = useTranslation();
  const [toIds, setToIds] = useState<string[]>([]);
  const [wasSent, setWasSent] = useState(false);
  const deed = useCareDeed<{ readonly to: readonly { readonly name: string; readonly customers: number }[] }>(
    ({ to }) => {
      const locale = currentLocale();
      const said = to.map(({ name, customers }) => `${name} ${formatNumber(customers, locale)}`).join(' · ');
      offerUndo(t('handover.given', { to: said }));
      onDone();
    },
  );
  const faults = faultsByField(deed.error);
  const count = chosen === null ? departure.open : chosen.length;
  const send = (): void => {
    setWasSent(true);
    if (toIds.length > 0) {
      const body = { toIds, ...(chosen === null ? {} : { handoverIds: [...chosen] }) };
      deed.press((key) => requestReassignment(departure.id, body, key));
    }
  };
  return (
    <CareForm
      label={t('handover.reassign')}
      deed={t('handover.reassign')}
      isPending={deed.isPending}
      error={deed.error}
      placed={faults.size}
      onSend={send}
      onClose={onClose}
    >
      <p className="quiet">{t('handover.reassignAbout', { count, name: departure.name })}</p>
      <PeopleField
        label={t('handover.successors')}
        value={toIds}
        fault={wasSent && toIds.length === 0 ? t('handover.needPeople') : (faults.get('toIds') ?? null)}
        without={departure.userId}
        onChange={setToIds}
      />
    </CareForm>
  );
}
