import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { type Incident, type IncidentEntry, incidentQuery, requestClose, requestDeed, requestReopen } from '../api.ts';
import { IncidentCustomers } from '../incident-customers.tsx';
import { IncidentDue } from '../incident-due.tsx';
import { ChoiceField } from '../text-field.tsx';
import '../privacy.css';

const route = getRouteApi('/shell/settings/incidents/$incidentId');

/** One incident: what happened, whose data, what was done; prints as the report. */
export function IncidentPage() {
  const { t } = useTranslation();
  const { incidentId } = route.useParams();
  const { data, isPending, isError, error, refetch } = useQuery(incidentQuery(incidentId));
  const print = (
    <Button className="no-print" onClick={() => window.print()}>
      {t('incidents.print')}
    </Button>
  );
  const title =
    data === undefined
      ? t('incidents.title')
      : `${t('incidents.number', { number: data.incident.number })} ${data.incident.title}`;
  return (
    <SettingsFrame title={title} {...(data === undefined ? {} : { actions: print })}>
      <Link className="no-print" to="/settings/incidents">
        {t('incidents.back')}
      </Link>
      {isPending ? <Skeleton shape="lines" /> : null}
      {isError ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? null : (
        <>
          <Facts incident={data.incident} />
          <Entries incident={data.incident} entries={data.entries} />
          <IncidentCustomers incident={data.incident} />
        </>
      )}
    </SettingsFrame>
  );
}

function Facts({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  return (
    <section className="privacy-part">
      <h2>{t('incidents.facts')}</h2>
      <p>
        {t(`incidents.kind.${incident.kind}`)} · {t(`incidents.risk.${incident.risk}`)} ·{' '}
        {t(incident.closedAt === null ? 'incidents.open' : 'incidents.closed')}
      </p>
      <p className="incident-text">{incident.description}</p>
      <p className="quiet">{incident.dataCategories.join(' · ')}</p>
      <p className="quiet figures">
        {t('incidents.discovered')} {formatInstant(incident.discoveredAt)} · {t('incidents.reported')}{' '}
        {formatInstant(incident.reportedAt)} {incident.reportedBy}
      </p>
      <IncidentDue incident={incident} />
    </section>
  );
}

interface EntriesProps {
  readonly incident: Incident;
  readonly entries: readonly IncidentEntry[];
}

function Entries({ incident, entries }: EntriesProps) {
  const { t } = useTranslation();
  return (
    <section className="privacy-part">
      <h2>{t('incidents.history')}</h2>
      <ul className="privacy-lines">
        {entries.map((entry) => (
          <li key={entry.id}>
            <span className="privacy-what">
              <strong>{t(`incidents.entry.${entry.kind}`)}</strong>
              <span className="incident-text">{entry.text}</span>
            </span>
            <span className="quiet small figures">
              {formatInstant(entry.at)} {entry.by}
            </span>
          </li>
        ))}
      </ul>
      {incident.can.write ? <DeedForm incident={incident} /> : null}
    </section>
  );
}

const DEEDS = ['measure', 'authority_notified', 'people_notified', 'note'] as const;

function DeedForm({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<(typeof DEEDS)[number]>('measure');
  const [text, setText] = useState('');
  const act = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: async () => {
      setText('');
      await queryClient.invalidateQueries({ queryKey: ['incidents'] });
    },
  });
  const said = text.trim();
  const isOpen = incident.closedAt === null;
  return (
    <div className="privacy-form no-print">
      {isOpen && incident.missing.length > 0 ? (
        <p className="quiet">
          {t('incidents.missingLead', {
            parts: incident.missing.map((part) => t(`incidents.missing.${part}`)).join(' · '),
          })}
        </p>
      ) : null}
      {isOpen ? (
        <ChoiceField
          label={t('incidents.add')}
          value={kind}
          options={DEEDS.map((deed) => ({ value: deed, label: t(`incidents.entry.${deed}`) }))}
          onChange={setKind}
        />
      ) : null}
      <Input.TextArea
        rows={2}
        aria-label={t('incidents.addText')}
        placeholder={t('incidents.addText')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {act.isError ? <Failure error={act.error} /> : null}
      <div className="privacy-bar">
        {isOpen ? (
          <>
            <Button
              type="primary"
              disabled={said.length < 2}
              loading={act.isPending}
              onClick={() => act.mutate(() => requestDeed(incident.id, { kind, text: said }))}
            >
              {t('incidents.add')}
            </Button>
            <Button
              disabled={said.length < 2 || incident.missing.length > 0}
              onClick={() => act.mutate(() => requestClose(incident.id, said))}
            >
              {t('incidents.close')}
            </Button>
          </>
        ) : (
          <Button disabled={said.length < 2} onClick={() => act.mutate(() => requestReopen(incident.id, said))}>
            {t('incidents.reopen')}
          </Button>
        )}
      </div>
    </div>
  );
}
