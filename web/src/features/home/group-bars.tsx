import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { rfmMapQuery } from '../insight/api.ts';
import { GroupMark, groupColour } from '../insight/group-mark.tsx';

/** The eight groups as bars; each opens its people. */
export function GroupBars() {
  const { t } = useTranslation();
  const locale = currentLocale();
  const map = useQuery(rfmMapQuery({}));
  const largest = Math.max(1, ...(map.data?.groups ?? []).map((group) => group.customers));
  return (
    <Section
      title={t('home.groupsTitle')}
      note={map.data === undefined ? t('home.groupsLead') : t('common.asOfDate', { date: map.data.asOf })}
      actions={
        <Link to="/insight/rfm" search={{}}>
          {t('home.groupsOpen')}
        </Link>
      }
    >
      {map.isPending ? <Skeleton shape="lines" /> : null}
      {map.isError ? <Failure error={map.error} onRetry={() => void map.refetch()} /> : null}
      <ul className="group-bars figures">
        {(map.data?.groups ?? []).map(({ group, customers }) => {
          const share = customers / Math.max(1, map.data?.customers ?? 1);
          const people = formatNumber(customers, locale);
          return (
            <li key={group}>
              <Link to="/customers" search={{ group }}>
                <GroupMark group={group} />
                <span className="group-bar">
                  <span
                    style={{
                      width: `${(customers / largest) * 100}%`,
                      minWidth: customers > 0 ? 2 : 0,
                      background: groupColour(group),
                    }}
                  />
                </span>
                <span className="group-people">{people}</span>
                <span className="group-share quiet">{formatShare(share, locale)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
