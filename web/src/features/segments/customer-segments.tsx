import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatDate } from '../../i18n/format.ts';
import { Section } from '../../ui/page.tsx';
import { MiddleText } from '../../ui/parts.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { offerUndo } from '../../ui/undo.ts';
import { customerSegmentsQuery, segmentQuery } from './api.ts';
import { PutOnList } from './lists/put-on-list.tsx';
import { WhyIn } from './page/why-in.tsx';
import './segments.css';
import { StrategyLines } from './understanding/strategy-lines.tsx';

/** The segments that a customer is in, since when, and why with one press. */
export function CustomerSegments({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const segments = useQuery(customerSegmentsQuery(customerId));
  const [asked, setAsked] = useState<string | null>(null);
  const may = useMay();
  const [isListing, setIsListing] = useState(false);
  return (
    <Section
      title={t('segments.ofCustomer')}
      actions={
        may('segments.write') ? (
          <Button size="small" onClick={() => setIsListing(true)}>
            {t('segments.putOn')}
          </Button>
        ) : undefined
      }
    >
      {isListing ? (
        <PutOnList
          customerIds={[customerId]}
          onClose={() => setIsListing(false)}
          onDone={(text, undo) => offerUndo(text, { undo })}
        />
      ) : null}
      {segments.isPending ? <Skeleton shape="lines" /> : null}
      {segments.isError ? <Failure error={segments.error} onRetry={() => void segments.refetch()} /> : null}
      {segments.data?.items.length === 0 ? <p className="quiet">{t('segments.ofCustomerNone')}</p> : null}
      <ul>
        {(segments.data?.items ?? []).map(({ id, name, enteredAt, strategy }) => (
          <li key={id} className="customer-segment">
            <Link to="/segments/$segmentId" params={{ segmentId: id }} search={{}}>
              <MiddleText text={name} max={30} />
            </Link>
            <span className="quiet small figures">{t('segments.enteredWhen', { when: formatDate(enteredAt) })}</span>
            <button
              type="button"
              className="rule-more"
              aria-expanded={asked === id}
              aria-label={t('segments.whyOf', { name })}
              onClick={() => setAsked(asked === id ? null : id)}
            >
              {t('segments.why')}
            </button>
            {strategy === null ? null : <StrategyLines strategy={strategy} />}
            {asked === id ? <Why segmentId={id} customerId={customerId} /> : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Why({ segmentId, customerId }: { readonly segmentId: string; readonly customerId: string }) {
  const segment = useQuery(segmentQuery(segmentId));
  if (segment.data === undefined) {
    return segment.isError ? <Failure error={segment.error} /> : <Skeleton shape="lines" />;
  }
  return <WhyIn rule={segment.data.rule} customerId={customerId} />;
}
