import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { listBestChannels, type ReceivedOf } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { formatMoney, formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { FreshnessMark } from '../../../ui/chart/chart-frame.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { PageControls, SpanWait } from '../../insight/page-controls.tsx';
import type { Span } from '../../insight/spans.ts';
import { useSpan } from '../../insight/use-insight.ts';
import '../best-channels.css';

type Answer = ReceivedOf<typeof listBestChannels>;
type Group = Answer['items'][number];

const bestChannelsQuery = (asked: {
  readonly from: string;
  readonly to: string;
  readonly currency: string | undefined;
}) =>
  queryOptions<Answer, Error, Answer, readonly unknown[]>({
    queryKey: ['insight', 'best-channels', asked, currentLocale()],
    queryFn: ({ signal }) => {
      const { currency, ...dates } = asked;
      return call(listBestChannels, { query: { ...dates, ...(currency === undefined ? {} : { currency }) }, signal });
    },
    placeholderData: (old) => old,
    staleTime: 60_000,
  });

/** One segment: its channels with what was bought there, the best one marked where chance does not explain it. */
function Choice({ group, currency }: { readonly group: Group; readonly currency: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { segment, members, channels, best } = group;
  const name = segment?.name ?? t('bestChannels.everybody');
  return (
    <section className="section" aria-label={name}>
      <header className="section-head">
        <h2>
          {segment === null ? (
            name
          ) : (
            <Link to="/segments/$segmentId" params={{ segmentId: segment.id }}>
              {name}
            </Link>
          )}
        </h2>
        <div className="quiet small figures">{t('common.people', { count: members })}</div>
      </header>
      {channels.length === 0 ? (
        <p className="quiet">{t('bestChannels.nothing')}</p>
      ) : (
        <>
          <p className="best-said">
            {best === null
              ? t('bestChannels.unclear')
              : t('bestChannels.best', { channel: channels.find(({ channel }) => channel === best)?.label ?? best })}
          </p>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
          <div className="best-part" role="group" aria-label={name} tabIndex={0}>
            <table className="plain-table figures">
              <thead>
                <tr>
                  <th scope="col">{t('seeing.dimensions.channel')}</th>
                  <th scope="col">{t('bestChannels.share')}</th>
                  <th scope="col">{t('bestChannels.interval')}</th>
                  <th scope="col">{t('bestChannels.buyers')}</th>
                  <th scope="col">{t('bestChannels.orders')}</th>
                  <th scope="col">{t('bestChannels.revenue')}</th>
                </tr>
              </thead>
              <tbody>
                {channels.map((one) => (
                  <tr key={one.channel} className={one.channel === best ? 'is-best' : ''}>
                    <th scope="row">
                      {one.label}
                      {one.channel === best ? <span className="best-mark small">{t('bestChannels.mark')}</span> : null}
                    </th>
                    <td>{formatShare(one.share, locale)}</td>
                    <td className="quiet">
                      {formatShare(one.low, locale)} – {formatShare(one.high, locale)}
                    </td>
                    <td>{formatNumber(one.buyers, locale)}</td>
                    <td>{formatNumber(one.orders, locale)}</td>
                    <td>{formatMoney(one.revenueMinor, { currency, locale })}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function Choices({ span, currency }: { readonly span: Span; readonly currency: string | undefined }) {
  const { t } = useTranslation();
  const query = useQuery(bestChannelsQuery({ from: span.from, to: span.to, currency }));
  if (query.isError) {
    return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) {
    return <Skeleton shape="rows" />;
  }
  const { items, freshness } = query.data;
  return items.every(({ channels }) => channels.length === 0) ? (
    <Empty icon="goods" title={t('bestChannels.emptyTitle')} body={t('bestChannels.emptyBody')} />
  ) : (
    <>
      <p className="small quiet">
        <FreshnessMark freshness={freshness} />
      </p>
      {items.map((group) => (
        <Choice key={group.segment?.id ?? ''} group={group} currency={query.data.currency} />
      ))}
    </>
  );
}

/** In which sales channel each segment buys. */
export function BestChannelsPage() {
  const { t } = useTranslation();
  const page = useSpan('m12');
  return (
    <InsightFrame title={t('bestChannels.title')} actions={<PageControls page={page} hasCurrency />}>
      <p className="insight-lead">{t('bestChannels.lead')}</p>
      <SpanWait page={page}>{(span) => <Choices span={span} currency={page.currency} />}</SpanWait>
    </InsightFrame>
  );
}
