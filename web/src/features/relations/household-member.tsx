import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { RowMenu } from '../../ui/row-menu.tsx';
import { type HouseholdMember, type MemberPurchases, SIZES } from './api.ts';
import { MemberName } from './member-name.tsx';

export type MemberAct = 'edit' | 'hold' | 'move' | 'link' | 'leave';

interface HouseholdMemberRowProps {
  readonly member: HouseholdMember;
  /** Absent for whoever may not see orders, and while they come. */
  readonly purchases: MemberPurchases | undefined;
  readonly onAct?: (act: MemberAct) => void;
}

/** One member: sizes, birthday, and what was bought for them. */
export function HouseholdMemberRow({ member, purchases, onAct }: HouseholdMemberRowProps) {
  const { t } = useTranslation();
  const name = member.name ?? t('customers.unnamed');
  const sizes = SIZES.flatMap((kind) => {
    const size = member.sizes[kind];
    return size === undefined ? [] : [[t(`relations.sizeKinds.${kind}`), size] as const];
  });
  const acts: readonly MemberAct[] = [
    'edit',
    ...(member.relation === 'holder' || member.customer === null ? [] : (['hold'] as const)),
    ...(member.customer === null ? (['link'] as const) : []),
    'move',
    'leave',
  ];
  return (
    <article className="household-member" aria-label={name}>
      <header>
        <MemberName member={member} />
        {onAct === undefined ? null : (
          <RowMenu
            name={name}
            items={acts.map((act) => ({
              key: act,
              label: t(`relations.memberActs.${act}`),
              onChoose: () => onAct(act),
            }))}
          />
        )}
      </header>
      <dl className="small">
        {sizes.map(([label, size]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{size}</dd>
          </div>
        ))}
        {member.birthday === null ? null : (
          <div>
            <dt>{t('relations.birthday')}</dt>
            <dd>
              {member.birthday}
              {member.age === null ? '' : ` · ${t('relations.age', { count: member.age })}`}
            </dd>
          </div>
        )}
        {member.note === null ? null : (
          <div>
            <dt>{t('relations.note')}</dt>
            <dd>{member.note}</dd>
          </div>
        )}
      </dl>
      {purchases === undefined || purchases.lines === 0 ? null : <Bought purchases={purchases} />}
    </article>
  );
}

function Bought({ purchases }: { readonly purchases: MemberPurchases }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const totals = purchases.totals.map(({ currency, amountMinor }) => formatMoney(amountMinor, { currency, locale }));
  return (
    <details className="bought-lines">
      <summary className="small">
        {t('relations.bought', { count: purchases.lines, total: totals.join(' · ') })}
      </summary>
      <ul>
        {purchases.recent.map((line) => (
          <li key={`${line.orderId}:${line.lineNo}`} className="small">
            <Link to="/orders/$orderId" params={{ orderId: line.orderId }}>
              {line.name ?? line.sku}
            </Link>
            <span className="quiet figures">
              {formatDate(line.placedAt)} · × {formatNumber(Number(line.quantity), locale, 3)}
              {line.isMarked ? '' : ` · ${t('relations.own')}`}
            </span>
            <span className="figures">{formatMoney(line.amountMinor, { currency: line.currency, locale })}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
