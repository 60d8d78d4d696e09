import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../../i18n/format.ts';
import { itemsOf, PagedList } from '../../../ui/paged-list.tsx';
import { Empty, Failure } from '../../../ui/states.tsx';
import { ReasonDialog } from '../../work/reason-dialog.tsx';
import { requestDecisions, reviewQuery, type Submission, type SubmissionState } from '../api.ts';
import { EntryFrame } from '../entry-frame.tsx';
import { useQueue } from '../use-queue.ts';

const STATES = ['waiting', 'accepted', 'rejected'] as const;

/** What waits for acceptance, each beside whom it would join; singly, or several by x, a and r. */
export function SubmissionReviewPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [state, setState] = useState<SubmissionState>('waiting');
  const list = useInfiniteQuery(reviewQuery(state));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [rejecting, setRejecting] = useState<readonly string[] | null>(null);
  const decide = useMutation({
    mutationFn: ({ ids, reason }: { readonly ids: readonly string[]; readonly reason?: string }) =>
      reason === undefined ? requestDecisions(ids, 'accept') : requestDecisions(ids, 'reject', reason),
    onSettled: () => {
      setChosen(new Set());
      return queryClient.invalidateQueries({ queryKey: ['entry', 'review'] });
    },
  });
  const meant = (current: Submission | undefined): readonly string[] =>
    chosen.size > 0 ? [...chosen] : current?.can.decide === true ? [current.id] : [];
  const accept = (ids: readonly string[]): void => {
    if (ids.length > 0 && state === 'waiting' && !decide.isPending) {
      decide.mutate({ ids });
    }
  };
  const reject = (ids: readonly string[]): void => setRejecting(ids.length > 0 && state === 'waiting' ? ids : null);
  const toggle = (id: string): void =>
    setChosen((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]));
  const { isCurrent, restart } = useQueue(itemsOf(list.data), (current) => [
    { id: 'accept', keys: 'a', label: t('entry.review.accept'), group: 'page', run: () => accept(meant(current)) },
    { id: 'reject', keys: 'r', label: t('entry.review.reject'), group: 'page', run: () => reject(meant(current)) },
    {
      id: 'choose',
      keys: 'x',
      label: t('entry.review.choose'),
      group: 'page',
      run: () => {
        if (current?.can.decide === true) {
          toggle(current.id);
        }
      },
    },
  ]);
  const refused = (decide.data?.results ?? []).filter(({ outcome }) => outcome === 'refused');
  return (
    <EntryFrame title={t('entry.review.title')} lead={t('entry.review.lead')}>
      <div className="entry-bar">
        <Segmented<SubmissionState>
          aria-label={t('entry.review.which')}
          value={state}
          onChange={(next) => {
            setState(next);
            setChosen(new Set());
            restart();
          }}
          options={STATES.map((value) => ({ value, label: t(`entry.states.${value}`) }))}
        />
        {chosen.size === 0 ? null : (
          <>
            <Button type="primary" loading={decide.isPending} onClick={() => accept([...chosen])}>
              {t('entry.review.acceptMany', { count: chosen.size })}
            </Button>
            <Button onClick={() => reject([...chosen])}>{t('entry.review.rejectMany', { count: chosen.size })}</Button>
          </>
        )}
      </div>
      {refused.map(({ id, fault }) => (
        <p key={id} className="field-fault" role="alert">
          {fault?.reason}
        </p>
      ))}
      {decide.isError ? <Failure error={decide.error} /> : null}
      <PagedList
        list={list}
        className="entry-cards"
        none={<Empty icon="done" title={t(`entry.review.none.${state}`)} />}
      >
        {(item, index) => (
          <ReviewCard
            key={item.id}
            item={item}
            isCurrent={state === 'waiting' && isCurrent(index)}
            isChosen={chosen.has(item.id)}
            isBusy={decide.isPending}
            onToggle={() => toggle(item.id)}
            onAccept={() => accept([item.id])}
            onReject={() => reject([item.id])}
          />
        )}
      </PagedList>
      {rejecting === null ? null : (
        <ReasonDialog
          title={t('entry.review.rejectTitle')}
          label={t('entry.review.rejectWhy')}
          run={(reason) => decide.mutateAsync({ ids: rejecting, reason })}
          onClose={() => setRejecting(null)}
        />
      )}
    </EntryFrame>
  );
}

interface ReviewCardProps {
  readonly item: Submission;
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
  readonly isBusy: boolean;
  readonly onToggle: () => void;
  readonly onAccept: () => void;
  readonly onReject: () => void;
}

function ReviewCard({ item, isCurrent, isChosen, isBusy, onToggle, onAccept, onReject }: ReviewCardProps) {
  const { t } = useTranslation();
  const { person, matches, can } = item;
  const facts =
    person === null
      ? []
      : ([person.phone, person.email, person.gender, person.birthday, person.address, person.occupation] as const);
  return (
    <li className={isCurrent ? 'entry-card is-current' : 'entry-card'} aria-current={isCurrent}>
      <div className="entry-card-head">
        {can.decide ? (
          <Checkbox
            checked={isChosen}
            aria-label={t('entry.review.chooseOne', { name: item.name })}
            onChange={onToggle}
          />
        ) : null}
        <strong>{item.name}</strong>
        <span className="quiet small">
          {[
            t(`entry.kinds.${item.kind}`),
            t('entry.number', { number: item.number }),
            item.submittedBy,
            formatInstant(item.submittedAt),
          ].join(' · ')}
        </span>
      </div>
      {person === null ? null : (
        <p>{facts.filter((text): text is string => text !== null && text !== '').join(' · ')}</p>
      )}
      {person === null || person.note === null ? null : <p className="quiet">{person.note}</p>}
      {item.alsoWaiting.length === 0 ? null : (
        <p className="is-warning">{t('entry.review.twice', { numbers: item.alsoWaiting.join('、') })}</p>
      )}
      {item.state !== 'waiting' ? null : matches.length === 0 ? (
        <p className="quiet small">{t('entry.review.fresh')}</p>
      ) : (
        <ul className="entry-matches" aria-label={t('entry.review.matches')}>
          {matches.map((match) => (
            <MatchLine key={match.customer?.id ?? match.by.join()} match={match} />
          ))}
        </ul>
      )}
      {item.reason === null ? null : <p className="is-warning">{t('entry.own.reason', { why: item.reason })}</p>}
      {item.customerId === null ? null : (
        <p>
          <Link to="/customers/$customerId" params={{ customerId: item.customerId }}>
            {t(item.joined === true ? 'entry.review.joined' : 'entry.review.made')}
          </Link>
        </p>
      )}
      {can.decide ? (
        <div className="entry-bar">
          <Button type="primary" size="small" disabled={isBusy} onClick={onAccept}>
            {t('entry.review.accept')}
          </Button>
          <Button size="small" disabled={isBusy} onClick={onReject}>
            {t('entry.review.reject')}
          </Button>
        </div>
      ) : item.state === 'waiting' ? (
        <p className="quiet small">{t('entry.review.own')}</p>
      ) : null}
    </li>
  );
}

function MatchLine({ match }: { readonly match: Submission['matches'][number] }) {
  const { t } = useTranslation();
  const by = match.by.map((kind) => t(`entry.person.${kind}`)).join('、');
  if (match.customer === null) {
    return <li>{t('entry.review.matchHidden', { by })}</li>;
  }
  const { id, name, phone, email, firstOrderAt, createdAt } = match.customer;
  return (
    <li>
      <span className="is-warning">{t('entry.review.match', { by })}</span>{' '}
      <Link to="/customers/$customerId" params={{ customerId: id }}>
        {name ?? t('customers.unnamed')}
      </Link>
      <span className="quiet small">
        {' '}
        {[
          phone,
          email,
          t(firstOrderAt === null ? 'entry.review.neverBought' : 'entry.review.hasBought'),
          formatInstant(createdAt),
        ]
          .filter((text): text is string => text !== null)
          .join(' · ')}
      </span>
      {match.differs.length === 0 ? null : (
        <span className="small">
          {' '}
          {t('entry.review.differs', { fields: match.differs.map((field) => t(`entry.person.${field}`)).join('、') })}
        </span>
      )}
    </li>
  );
}
