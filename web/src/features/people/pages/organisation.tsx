import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../../api/problem.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import {
  type OrganisationPage as Organisation,
  organisationQuery,
  organisationTimelineQuery,
  requestActivity,
  requestContactRemoval,
  requestOrganisationRemoval,
} from '../api.ts';
import { InteractionForm } from '../composer.tsx';
import { ContactDialog } from '../contact-dialog.tsx';
import { OrganisationDialog } from '../organisation-dialog.tsx';
import { TimeLine } from '../time-line.tsx';
import '../people.css';
import '../../customers/customers.css';
import '../../customers/facts.css';

const route = getRouteApi('/shell/organisations/$organisationId');

/** One company: what is known of it, what happened with it, the people in it. */
export function OrganisationPage() {
  const { t } = useTranslation();
  const { organisationId } = route.useParams();
  const organisation = useQuery(organisationQuery(organisationId));
  const isGone = statusOf(organisation.error) === 404 || statusOf(organisation.error) === 400;
  const title = organisation.data?.name ?? t('people.orgTitle');
  return (
    <Page title={title} isHeadless>
      <div className="profile-back">
        <Link to="/organisations" className="icon-button">
          <Icon name="back" />
          {t('people.orgTitle')}
        </Link>
      </div>
      {organisation.isPending ? <Skeleton shape="lines" /> : null}
      {organisation.isError && isGone ? <Empty isPage icon="people" title={t('people.orgGone')} /> : null}
      {organisation.isSuccess || isGone ? null : <h1 className="visually-hidden">{title}</h1>}
      {organisation.isError && !isGone ? (
        <Failure error={organisation.error} onRetry={() => void organisation.refetch()} />
      ) : null}
      {organisation.isSuccess ? <Whole organisation={organisation.data} /> : null}
    </Page>
  );
}

function Whole({ organisation }: { readonly organisation: Organisation }) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState<'edit' | 'remove' | null>(null);
  return (
    <>
      <header className="org-head">
        <h1>{organisation.name}</h1>
        <span className="quiet">
          {[organisation.industry, organisation.region].filter((part) => part !== null).join(' · ')}
        </span>
        {organisation.can.write ? (
          <span className="page-actions">
            <Button onClick={() => setAsks('edit')}>{t('people.orgEdit')}</Button>
            <Button onClick={() => setAsks('remove')}>{t('people.orgRemove')}</Button>
          </span>
        ) : null}
      </header>
      <div className="profile">
        <div className="profile-facts">
          <Facts organisation={organisation} />
        </div>
        <div className="profile-orders">
          <Activities organisation={organisation} />
        </div>
        <div className="profile-value">
          <Contacts organisation={organisation} />
        </div>
      </div>
      {asks === 'edit' ? (
        <OrganisationDialog organisation={organisation} onClose={() => setAsks(null)} onSaved={() => setAsks(null)} />
      ) : null}
      {asks === 'remove' ? <RemoveDialog organisation={organisation} onClose={() => setAsks(null)} /> : null}
    </>
  );
}

function Facts({ organisation }: { readonly organisation: Organisation }) {
  const { t } = useTranslation();
  const { website } = organisation;
  const facts: readonly (readonly [string, string | null])[] = [
    [t('people.mainProducts'), organisation.mainProducts],
    [t('relations.supplies'), organisation.supplies.length === 0 ? null : organisation.supplies.join('、')],
    [t('relations.buys'), organisation.buys.length === 0 ? null : organisation.buys.join('、')],
    [t('people.size'), organisation.size],
    [t('people.address'), organisation.address],
    [t('people.taxCode'), organisation.taxCode],
    [t('people.owner'), organisation.owner],
    [t('people.orgNote'), organisation.note],
  ];
  const missing = <span className="quiet">{t('common.missing')}</span>;
  return (
    <Section title={t('people.orgFacts')}>
      <dl className="facts org-facts">
        <div className="fact">
          <dt>{t('people.website')}</dt>
          <dd>
            {website === null ? (
              missing
            ) : (
              <a href={/^https?:/iu.test(website) ? website : `https://${website}`} target="_blank" rel="noreferrer">
                {website}
              </a>
            )}
          </dd>
        </div>
        {facts.map(([label, value]) => (
          <div key={label} className="fact">
            <dt>{label}</dt>
            <dd>{value ?? missing}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Activities({ organisation }: { readonly organisation: Organisation }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const timeline = useInfiniteQuery(organisationTimelineQuery(organisation.id));
  const pages = timeline.data?.pages;
  return (
    <Section title={t('people.orgActivities')}>
      {organisation.can.log ? (
        <InteractionForm
          save={(interaction, key) => requestActivity(organisation.id, interaction, key)}
          onSaved={() => void queryClient.invalidateQueries({ queryKey: ['people', 'timeline'] })}
        />
      ) : null}
      {timeline.isPending ? <Skeleton shape="rows" /> : null}
      {timeline.isError ? <Failure error={timeline.error} onRetry={() => void timeline.refetch()} /> : null}
      {pages === undefined ? null : (
        <TimeLine
          entries={pages.flatMap((page) => page.items)}
          empty={t('people.orgActivitiesEmpty')}
          isLoadingMore={timeline.isFetchingNextPage}
          onMore={timeline.hasNextPage ? () => void timeline.fetchNextPage() : undefined}
        />
      )}
    </Section>
  );
}

function Contacts({ organisation }: { readonly organisation: Organisation }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const remove = useMutation({
    mutationFn: (customerId: string) => requestContactRemoval(organisation.id, customerId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['people'] }),
  });
  return (
    <Section
      title={t('people.orgContacts')}
      actions={
        organisation.can.write ? (
          <Button size="small" onClick={() => setAdding(true)}>
            {t('people.contactAdd')}
          </Button>
        ) : undefined
      }
    >
      {organisation.people.length === 0 ? <p className="quiet">{t('people.orgContactsEmpty')}</p> : null}
      <ul className="records">
        {organisation.people.map((person) => (
          <li key={person.customerId}>
            <div className="contact">
              <Link to="/customers/$customerId" params={{ customerId: person.customerId }}>
                {person.name ?? t('customers.unnamed')}
              </Link>
              {organisation.can.write ? (
                <button
                  type="button"
                  className="icon-button"
                  aria-label={t('people.contactRemove', { name: person.name ?? t('customers.unnamed') })}
                  onClick={() => remove.mutate(person.customerId)}
                >
                  <Icon name="close" size={12} />
                </button>
              ) : null}
            </div>
            <span className="quiet small">
              {[person.department, person.position, person.role].filter((part) => part !== null).join(' · ')}
            </span>
            <span className="quiet small figures">
              {[person.phone, person.email].filter((part) => part !== null).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {remove.isError ? <Failure error={remove.error} /> : null}
      {isAdding ? <ContactDialog organisationId={organisation.id} onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

function RemoveDialog({
  organisation,
  onClose,
}: {
  readonly organisation: Organisation;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => requestOrganisationRemoval(organisation.id),
    onSuccess: async () => {
      onClose();
      await navigate({ to: '/organisations', search: {} });
      await queryClient.invalidateQueries({ queryKey: ['people', 'organisations'] });
    },
  });
  return (
    <Dialog label={t('people.orgRemove')} onClose={onClose}>
      <div className="dialog-content">
        <p>{t('people.orgRemoveAsk', { count: organisation.contacts })}</p>
        {remove.isError ? <Failure error={remove.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button danger type="primary" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('people.orgRemove')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
