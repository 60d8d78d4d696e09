import type { OrderTotals } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import './customers.css';

/** What a customer bought and gave back in all, one line per currency. */
export function OrderTotalsList({ totals }: { readonly totals: readonly OrderTotals[] }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  return (
    <div className="order-totals">
      {totals.map((total) => {
        const money = (minor: number): string => formatMoney(minor, { currency: total.currency, locale });
        return (
          <dl key={total.currency} className="figures">
            <div>
              <dt>{t('customer.sales')}</dt>
              <dd>{money(total.salesMinor)}</dd>
              <dd className="quiet small">{t('customer.totalOrders', { count: total.orders })}</dd>
            </div>
            <div>
              <dt>{t('customer.refunds')}</dt>
              <dd>{money(total.refundsMinor)}</dd>
              <dd className="quiet small">{t('customer.totalRefunds', { count: total.refunds })}</dd>
            </div>
            <div>
              <dt>{t('customer.net')}</dt>
              <dd>
                <strong>{money(total.netMinor)}</strong>
              </dd>
              <dd className="quiet small">
                {total.firstOrderAt === null || total.lastOrderAt === null
                  ? null
                  : t('customer.firstLast', {
                      first: formatDate(total.firstOrderAt),
                      last: formatDate(total.lastOrderAt),
                    })}
              </dd>
            </div>
          </dl>
        );
      })}
    </div>
  );
}
