import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useCanGoBack, useNavigate, useRouter } from '@tanstack/react-router';
import type { Customer } from '@zhike/server/contracts';
import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../../api/problem.ts';
import { useMay } from '../../../app/use-me.ts';
import { Icon } from '../../../ui/icon.tsx';
import { useKeys } from '../../../ui/keys/keys.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { BehaviourSection } from '../../behaviour/behaviour-section.tsx';
import { CustomerStageSection } from '../../care/customer-stage-section.tsx';
import { ConsentsSection } from '../../consents/consents-section.tsx';
import { CreditSection } from '../../credit/credit-section.tsx';
import { FieldNoteButton } from '../../entry/note-button.tsx';
import { CustomerHandoverNotice } from '../../handover/customer-handover-notice.tsx';
import { LikingSection } from '../../liking/liking-section.tsx';
import { OrganisationsSection } from '../../people/organisations-section.tsx';
import { TagsSection } from '../../people/tags-section.tsx';
import { TimelineSection } from '../../people/timeline-section.tsx';
import { HouseholdSection } from '../../relations/household-section.tsx';
import { RelationGraph } from '../../relations/relation-graph.tsx';
import { RelationsSection } from '../../relations/relations-section.tsx';
import { IdentitySection } from '../../reviews/identity-section.tsx';
import { CustomerSegments } from '../../segments/customer-segments.tsx';
import { CustomerSuggestions } from '../../suggestions/customer-suggestions.tsx';
import { customerQuery } from '../api.ts';
import { calledBy } from '../called.ts';
import { CustomerHead } from '../customer-head.tsx';
import '../customers.css';
import { FactsSection } from '../facts-section.tsx';
import { Neighbours } from '../neighbours.tsx';
import { OrdersSection } from '../orders-section.tsx';
import { ScoreCard } from '../score-card.tsx';
import { ScoreReasons } from '../score-reasons.tsx';
import { SpendCard } from '../spend-card.tsx';

const route = getRouteApi('/shell/customers/$customerId');

/** Back to the list one came from, at the same row; to the list of all when one came from elsewhere. */
function useBack(): () => void {
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const navigate = useNavigate();
  return () => {
    if (canGoBack) {
      router.history.back();
    } else {
      void navigate({ to: '/customers', search: {} });
    }
  };
}

/** One customer: who, what is known and from where, what was bought, what they are worth. */
export function CustomerProfilePage() {
  const { t } = useTranslation();
  const may = useMay();
  const { customerId } = route.useParams();
  const customer = useQuery(customerQuery(customerId));
  const back = useBack();

  useKeys([{ id: 'back', keys: 'Escape', label: t('keys.back'), group: 'page', run: back }]);

  const isErased = statusOf(customer.error) === 410;
  const isGone = isErased || statusOf(customer.error) === 404 || statusOf(customer.error) === 400;
  const title = customer.data === undefined ? t('customers.title') : calledBy(customer.data, t('customers.unnamed'));
  return (
    <Page title={title} isHeadless>
      <div className="profile-back">
        <button type="button" className="icon-button" onClick={back}>
          <Icon name="back" />
          {t('common.back')}
        </button>
        {customer.isSuccess ? <FieldNoteButton customerId={customerId} /> : null}
        <Neighbours customerId={customerId} />
      </div>
      {customer.isPending ? <Skeleton shape="lines" /> : null}
      {customer.isError && isGone ? (
        <Empty isPage icon="person" title={t(isErased ? 'dataRequests.gone' : 'errors.customerGone')} />
      ) : null}
      {customer.isSuccess || isGone ? null : <h1 className="visually-hidden">{title}</h1>}
      {customer.isError && !isGone ? <Failure error={customer.error} onRetry={() => void customer.refetch()} /> : null}
      {customer.isSuccess ? (
        <>
          <CustomerHead customer={customer.data} />
          <CustomerHandoverNotice customerId={customerId} />
          <div className="profile">
            <div className="profile-facts">
              <FactsSection customer={customer.data} />
            </div>
            <div className="profile-orders">
              <Middle customer={customer.data} />
            </div>
            <div className="profile-value">
              {may('orders.read') ? <SpendCard customerId={customerId} /> : null}
              {may('scores.read') ? (
                <Section title={t('customer.scores')}>
                  <ScoreCard customerId={customerId} />
                </Section>
              ) : null}
              {may('scores.read') ? <ScoreReasons customerId={customerId} /> : null}
              {may('orders.read') ? <CustomerSuggestions customerId={customerId} /> : null}
              <CustomerStageSection customer={{ id: customerId, name: title }} />
              <CreditSection customerId={customerId} />
              <LikingSection customerId={customerId} />
              <TagsSection customer={customer.data} />
              <ConsentsSection customerId={customerId} />
              {may('segments.read') ? <CustomerSegments customerId={customerId} /> : null}
              <BehaviourSection customerId={customerId} />
              <HouseholdSection customerId={customerId} />
              <RelationsSection customerId={customerId} />
              <OrganisationsSection customerId={customerId} />
              <IdentitySection customerId={customerId} />
            </div>
          </div>
        </>
      ) : null}
    </Page>
  );
}

type Shown = 'timeline' | 'orders' | 'around';

/** What happened, what was bought, who is around: three ways to look at the same person. */
function Middle({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation();
  const may = useMay();
  const [shown, setShown] = useState<Shown>('timeline');
  const labels: Readonly<Record<Shown, string>> = {
    timeline: t('people.timeline'),
    orders: t('people.orders'),
    around: t('relations.graph'),
  };
  const ways: readonly Shown[] = ['timeline', ...(may('orders.read') ? (['orders'] as const) : []), 'around'];
  return (
    <>
      <div>
        <Segmented<Shown>
          aria-label={t('people.middle')}
          value={shown}
          onChange={setShown}
          options={ways.map((value) => ({ value, label: labels[value] }))}
        />
      </div>
      {shown === 'timeline' ? <TimelineSection customer={customer} /> : null}
      {shown === 'orders' ? <OrdersSection customerId={customer.id} /> : null}
      {shown === 'around' ? <RelationGraph customerId={customer.id} /> : null}
    </>
  );
}
