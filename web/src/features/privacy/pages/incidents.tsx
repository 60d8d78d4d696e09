import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { INCIDENT_KINDS, INCIDENT_RISKS } from '@zhike/server/contracts';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { itemsOf, PagedList } from '../../../ui/paged-list.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty, Failure } from '../../../ui/states.tsx';
import { type Incident, incidentsQuery, requestIncident } from '../api.ts';
import { IncidentDue } from '../incident-due.tsx';
import { localNow, partsOf } from '../parts-of.ts';
import { ChoiceField, TextField } from '../text-field.tsx';
import '../privacy.css';

/** The register of leaks and the like. */
export function IncidentsPage() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(incidentsQuery());
  const [isNew, setIsNew] = useState(false);
  const mayWrite = list.data?.pages[0]?.can.write === true;
  const add = (
    <Button type="primary" onClick={() => setIsNew(true)}>
      {t('incidents.new')}
    </Button>
  );
  return (
    <SettingsFrame
      title={t('incidents.title')}
      lead={t('incidents.lead')}
      {...(mayWrite && itemsOf(list.data).length > 0 ? { actions: add } : {})}
    >
      <PagedList
        list={list}
        className="privacy-lines"
        none={
          <Empty icon="warning" title={t('incidents.emptyTitle')} body={t('incidents.emptyBody')}>
            {mayWrite ? add : null}
          </Empty>
        }
      >
        {(incident) => <IncidentLine key={incident.id} incident={incident} />}
      </PagedList>
      {isNew ? <ReportDialog onClose={() => setIsNew(false)} /> : null}
    </SettingsFrame>
  );
}

function IncidentLine({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  return (
    <li>
      <span className="privacy-what">
        <Link to="/settings/incidents/$incidentId" params={{ incidentId: incident.id }}>
          {t('incidents.number', { number: incident.number })} {incident.title}
        </Link>
        <span className="quiet small">
          {[
            t(`incidents.kind.${incident.kind}`),
            t(`incidents.risk.${incident.risk}`),
            t('incidents.customers', { count: incident.customers }),
            formatInstant(incident.discoveredAt),
          ].join(' · ')}
        </span>
        <IncidentDue incident={incident} />
      </span>
      <span className={incident.closedAt === null ? 'is-warning' : 'quiet'}>
        {t(incident.closedAt === null ? 'incidents.open' : 'incidents.closed')}
      </span>
    </li>
  );
}

function ReportDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [wasSent, setWasSent] = useState(false);
  const [draft, setDraft] = useState(() => ({
    title: '',
    kind: 'leak' as Incident['kind'],
    risk: 'high' as Incident['risk'],
    description: '',
    categories: '',
    discoveredAt: localNow(new Date()),
  }));
  const report = useMutation({
    mutationFn: () => {
      const { categories, discoveredAt, ...given } = draft;
      const at = new Date(discoveredAt).toISOString();
      return requestIncident({ ...given, dataCategories: partsOf(categories), discoveredAt: at });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['incidents'] });
      onClose();
    },
  });
  const lacks = (text: string): boolean => text.trim().length < 2;
  const isReady = !lacks(draft.title) && !lacks(draft.description) && partsOf(draft.categories).length > 0;
  const fault = (isMissing: boolean): string | null => (wasSent && isMissing ? t('incidents.need') : null);
  return (
    <Dialog label={t('incidents.new')} onClose={onClose}>
      <form
        className="dialog-content privacy-form"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          setWasSent(true);
          if (isReady && !report.isPending) {
            report.mutate();
          }
        }}
      >
        <TextField
          label={t('incidents.name')}
          value={draft.title}
          fault={fault(lacks(draft.title))}
          onChange={(title) => setDraft({ ...draft, title })}
        />
        <div className="form-pair">
          <ChoiceField
            label={t('incidents.kindLabel')}
            value={draft.kind}
            options={INCIDENT_KINDS.map((kind) => ({ value: kind, label: t(`incidents.kind.${kind}`) }))}
            onChange={(kind) => setDraft({ ...draft, kind })}
          />
          <ChoiceField
            label={t('incidents.riskLabel')}
            value={draft.risk}
            options={INCIDENT_RISKS.map((risk) => ({ value: risk, label: t(`incidents.risk.${risk}`) }))}
            onChange={(risk) => setDraft({ ...draft, risk })}
          />
        </div>
        <TextField
          label={t('incidents.description')}
          rows={4}
          value={draft.description}
          fault={fault(lacks(draft.description))}
          onChange={(description) => setDraft({ ...draft, description })}
        />
        <TextField
          label={t('incidents.categories')}
          value={draft.categories}
          fault={fault(partsOf(draft.categories).length === 0)}
          onChange={(categories) => setDraft({ ...draft, categories })}
        />
        <TextField
          label={t('incidents.discovered')}
          type="datetime-local"
          value={draft.discoveredAt}
          onChange={(discoveredAt) => setDraft({ ...draft, discoveredAt })}
        />
        {report.isError ? <Failure error={report.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={report.isPending}>
            {t('incidents.report')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
