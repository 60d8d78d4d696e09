import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import type { HouseholdMember } from './api.ts';

/** Who a member is: a customer by a link, what they are to the holder, whether they are a child under 14. */
export function MemberName({ member }: { readonly member: HouseholdMember }) {
  const { t } = useTranslation();
  const name = member.isHidden ? t('relations.otherScope') : (member.name ?? t('customers.unnamed'));
  return (
    <>
      {member.customer === null ? (
        <span className={member.isHidden ? 'quiet' : undefined}>{name}</span>
      ) : (
        <Link to="/customers/$customerId" params={{ customerId: member.customer.id }}>
          {name}
        </Link>
      )}
      <span className="quiet small">{member.relationWord ?? member.relationLabel[currentLocale()]}</span>
      {member.isMinor ? <span className="minor-mark">{t('relations.minor')}</span> : null}
    </>
  );
}
