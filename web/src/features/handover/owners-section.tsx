import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney, formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { AnnounceDialog } from './announce-dialog.tsx';
import { type OwnerSeen, type StaffRiskSeen, staffRiskQuery } from './api.ts';

/** Whose hands customers are in, before anybody leaves. */
export function OwnersSection() {
  const { t } = useTranslation();
  const found = useQuery(staffRiskQuery());
  const [leaving, setLeaving] = useState<OwnerSeen | null>(null);
  const { data } = found;
  return (
    <Section title={t('handover.owners')} note={data === undefined || data.asOf === null ? undefined : data.asOf}>
      <p className="quiet small">{t('handover.ownersNote')}</p>
      {found.isPending ? <Skeleton shape="rows" /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {data?.items.length === 0 ? (
        <Empty icon="people" title={t('handover.noOwners')} body={t('handover.noOwnersBody')} />
      ) : null}
      {data === undefined || data.items.length === 0 ? null : <Owners data={data} onLeaving={setLeaving} />}
      {leaving === null ? null : <AnnounceDialog owner={leaving} onClose={() => setLeaving(null)} />}
    </Section>
  );
}

function Owners({ data, onLeaving }: { readonly data: StaffRiskSeen; readonly onLeaving: (owner: OwnerSeen) => void }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { items, currency, asOf, isCut } = data;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <div className="care-flows" role="group" aria-label={t('handover.owners')} tabIndex={0}>
        <table className="plain-table figures">
          <thead>
            <tr>
              <th scope="col">{t('handover.owner')}</th>
              <th scope="col">{t('handover.customers')}</th>
              <th scope="col">{t('handover.revenue')}</th>
              <th scope="col">{t('handover.share')}</th>
              <th scope="col">{t('handover.classA')}</th>
              <th scope="col">{t('handover.highRisk')}</th>
              <th scope="col">{t('handover.deed')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((owner) => (
              <tr key={owner.name}>
                <th scope="row">
                  {owner.name} <span className="quiet small">{t(`handover.accounts.${owner.account}`)}</span>
                </th>
                <td>{formatNumber(owner.customers, locale)}</td>
                <td>{asOf === null ? '—' : formatMoney(owner.valueMinor, { currency, locale, whole: true })}</td>
                <td>{owner.share === null ? '—' : formatShare(owner.share, locale)}</td>
                <td>{asOf === null ? '—' : formatNumber(owner.classA, locale)}</td>
                <td>{asOf === null ? '—' : formatNumber(owner.highRisk, locale)}</td>
                <td>
                  {owner.departureId !== null ? (
                    <span className="quiet small">{t('handover.isLeaving')}</span>
                  ) : owner.account === 'shared' ? null : (
                    <Button
                      size="small"
                      aria-label={t('handover.announceOf', { name: owner.name })}
                      onClick={() => onLeaving(owner)}
                    >
                      {t('handover.announce')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isCut ? <p className="quiet small">{t('handover.isCut', { count: items.length })}</p> : null}
    </>
  );
}
