import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatDate, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { customerPyramidQuery } from '../pyramid/api.ts';
import { type CustomerPreferences, preferencesQuery } from './api.ts';
import './liking.css';

/** What a customer prefers: their word beside what they do, the one that counts in ink; and what is meant for them. */
export function LikingSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const preferences = useQuery(preferencesQuery(customerId));
  const known = (preferences.data?.items ?? []).filter(({ stated, observed }) => stated !== null || observed !== null);
  return (
    <Section title={t('liking.title')} note={t('liking.note')}>
      {preferences.isPending ? <Skeleton shape="lines" /> : null}
      {preferences.isError ? <Failure error={preferences.error} onRetry={() => void preferences.refetch()} /> : null}
      {preferences.isSuccess && known.length === 0 ? (
        <p className="quiet">{t(preferences.data.can.write ? 'liking.noneWrite' : 'liking.none')}</p>
      ) : null}
      <dl className="liking">
        {known.map((item) => (
          <Item key={item.key} item={item} />
        ))}
        {may('scores.read') ? <Meant customerId={customerId} /> : null}
      </dl>
    </Section>
  );
}

function Item({ item: { key, stated, observed, wins } }: { readonly item: CustomerPreferences['items'][number] }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const mark = (side: 'stated' | 'observed') =>
    wins === side ? <span className="liking-mark small">{t('liking.wins')}</span> : null;
  return (
    <div>
      <dt className="quiet">{t(`liking.keys.${key}`)}</dt>
      {stated === null ? null : (
        <dd className={wins === 'stated' ? undefined : 'quiet'}>
          <span>{stated.text}</span> {mark('stated')}
          <span className="quiet small liking-from">
            {t(stated.isStale ? 'liking.statedOld' : 'liking.stated', {
              source: stated.source,
              date: formatDate(stated.at),
            })}
          </span>
        </dd>
      )}
      {observed === null ? null : (
        <dd className={wins === 'observed' ? undefined : 'quiet'}>
          <span>{observed.label[locale]}</span> {mark('observed')}
          <span className="quiet small figures liking-from">
            {t(`liking.seen.${observed.unit}`, {
              n: formatNumber(observed.count, locale),
              of: formatNumber(observed.of, locale),
            })}
          </span>
        </dd>
      )}
    </div>
  );
}

/** The place on the product pyramid; nothing while there is no map, or nothing on it is meant for them. */
function Meant({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const place = useQuery(customerPyramidQuery(customerId));
  const { tier, meant, reason } = place.data ?? { tier: null, meant: [], reason: null };
  if (tier === null) {
    return null;
  }
  return (
    <div>
      <dt className="quiet">{t('pyramid.title')}</dt>
      <dd>
        <span>
          {t('recognise.tier', { tier, names: meant.map(({ name }) => name).join(locale === 'en' ? ', ' : '、') })}
        </span>
        <span className="quiet small liking-from">{reason?.[locale]}</span>
      </dd>
    </div>
  );
}
