import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { CONTACT_CHANNELS } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttemptsSearch } from '../../../app/attempts-search.ts';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { MoreButton } from '../../../ui/paged-list.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { MiddleText } from '../../../ui/parts.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { purposesQuery } from '../../consents/api.ts';
import { type Attempt, attemptsQuery, outcomesQuery } from '../api.ts';
import { AttemptPanel } from '../attempt-panel.tsx';
import '../contact.css';

const route = getRouteApi('/shell/settings/attempts');
const DAYS = 30;
/** As many outcomes as are worth a look. */
const MOST = 12;

/** Every try to reach somebody, made or not, with what the gate said. */
export function AttemptsPage() {
  const { t } = useTranslation();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(attemptsQuery(filter));
  const [openId, setOpenId] = useState<string | null>(null);
  const pages = list.data?.pages;
  const items = useMemo(() => (pages ?? []).flatMap((page) => page.items), [pages]);
  const open = useCallback((attempt: Attempt | null) => setOpenId(attempt?.id ?? null), []);
  const show = (search: AttemptsSearch): void => {
    void navigate({ search, replace: true });
  };
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <SettingsFrame title={t('attempts.title')} lead={t('attempts.lead')}>
      <Outcomes filter={filter} onFilter={show} />
      <div className="contact-bar">
        <select
          className="plain-select"
          aria-label={t('attempts.channel')}
          value={filter.channel ?? ''}
          onChange={(event) => {
            const { channel: _, ...others } = filter;
            const channel = CONTACT_CHANNELS.find((one) => one === event.target.value);
            show(channel === undefined ? others : { ...others, channel });
          }}
        >
          <option value="">{t('attempts.everyChannel')}</option>
          {CONTACT_CHANNELS.map((channel) => (
            <option key={channel} value={channel}>
              {t(`channels.${channel}`)}
            </option>
          ))}
        </select>
        {isFiltered ? <Button onClick={() => show({})}>{t('attempts.all')}</Button> : null}
      </div>
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty
          icon="search"
          title={t(isFiltered ? 'attempts.noneTitle' : 'attempts.emptyTitle')}
          body={t(isFiltered ? 'attempts.noneBody' : 'attempts.emptyBody')}
        />
      ) : null}
      {items.length > 0 ? <AttemptGrid items={items} openId={openId} onOpen={open} /> : null}
      <MoreButton list={list} />
      {openId === null ? null : (
        <Panel label={t('attempts.one')} onClose={() => setOpenId(null)}>
          <AttemptPanel id={openId} />
        </Panel>
      )}
    </SettingsFrame>
  );
}

interface OutcomesProps {
  readonly filter: AttemptsSearch;
  readonly onFilter: (search: AttemptsSearch) => void;
}

/** How messages of late ended; each is a way to those that ended so. */
function Outcomes({ filter, onFilter }: OutcomesProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const outcomes = useQuery(outcomesQuery(DAYS));
  const items = outcomes.data?.items ?? [];
  if (outcomes.isError) {
    return <Failure error={outcomes.error} onRetry={() => void outcomes.refetch()} />;
  }
  return items.length === 0 ? null : (
    <section aria-label={t('attempts.outcomes', { count: DAYS })}>
      <p className="quiet small">{t('attempts.outcomes', { count: DAYS })}</p>
      <ul className="contact-outcomes">
        {items.slice(0, MOST).map(({ state, reason, reasonText, count }) => {
          const isOn = filter.state === state && (filter.reason ?? null) === reason;
          const { state: _, reason: __, ...others } = filter;
          const search = { ...others, state, ...(reason === null ? {} : { reason }) };
          return (
            <li key={`${state}:${reason ?? ''}`}>
              <button
                type="button"
                className={isOn ? 'contact-outcome is-on' : 'contact-outcome'}
                aria-pressed={isOn}
                onClick={() => onFilter(isOn ? others : search)}
              >
                <span className="figures">{formatNumber(count, locale)}</span>
                <span>{t(`attempts.state.${state}`)}</span>
                {reasonText === null ? null : <span className="quiet small">{reasonText[locale]}</span>}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface GridProps {
  readonly items: readonly Attempt[];
  readonly openId: string | null;
  readonly onOpen: (attempt: Attempt | null) => void;
}

function AttemptGrid({ items, openId, onOpen }: GridProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const purposes = useQuery(purposesQuery());
  const known = purposes.data?.items;
  const words = useMemo(
    () => ({
      who: (attempt: Attempt) => attempt.customerName ?? t('attempts.unnamed'),
      purpose: (attempt: Attempt) =>
        known?.find(({ key }) => key === attempt.purpose)?.label[locale] ?? attempt.purpose,
      channel: (attempt: Attempt) => t(`channels.${attempt.channel}`),
      state: (attempt: Attempt) => t(`attempts.state.${attempt.state}`),
      reason: (attempt: Attempt) => attempt.reasonText?.[locale] ?? '',
    }),
    [t, known, locale],
  );
  const columns = useMemo<readonly GridColumn<Attempt>[]>(
    () => [
      { id: 'who', header: t('attempts.who'), width: 112, grow: 1, cell: words.who },
      {
        id: 'what',
        header: t('attempts.what'),
        width: 160,
        grow: 2,
        cell: (attempt) => <MiddleText text={`${words.purpose(attempt)} · ${attempt.template.name}`} max={40} />,
      },
      { id: 'channel', header: t('attempts.channel'), width: 88, cell: words.channel },
      {
        id: 'state',
        header: t('attempts.stateHeader'),
        width: 104,
        cell: (attempt) => <span className={`attempt-state is-${attempt.state}`}>{words.state(attempt)}</span>,
      },
      {
        id: 'reason',
        header: t('attempts.reason'),
        width: 160,
        grow: 2,
        cell: (attempt) => <MiddleText text={words.reason(attempt)} max={44} />,
      },
      {
        id: 'at',
        header: t('attempts.at'),
        width: 148,
        isNumber: true,
        cell: (attempt) => formatInstant(attempt.requestedAt),
      },
    ],
    [t, words],
  );
  const card = useMemo(
    () => (attempt: Attempt) => (
      <FactCard name={words.who(attempt)}>
        <span className={`small attempt-state is-${attempt.state}`}>{words.state(attempt)}</span>
        <span className="quiet small">
          {words.reason(attempt) === '' ? words.purpose(attempt) : words.reason(attempt)}
        </span>
        <span className="quiet small figures">{formatInstant(attempt.requestedAt)}</span>
      </FactCard>
    ),
    [words],
  );
  return (
    <Grid
      label={t('attempts.title')}
      columns={columns}
      rows={items}
      rowId={(attempt) => attempt.id}
      card={card}
      onPeek={onOpen}
      onOpen={onOpen}
      onClose={() => onOpen(null)}
      peekedId={openId}
      isFlowing
    />
  );
}
