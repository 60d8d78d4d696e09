import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatMoney, formatNumber, formatUnitPrice } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { MiddleText } from '../../ui/parts.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { orderQuery } from './api.ts';

/** The lines of one order. */
export function OrderLines({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const order = useQuery(orderQuery(orderId));
  if (order.isPending) {
    return <Skeleton shape="lines" />;
  }
  if (order.isError) {
    return <Failure error={order.error} onRetry={() => void order.refetch()} />;
  }
  const { currency, lines } = order.data;
  return (
    <>
      <table className="lines-table figures">
        <thead>
          <tr>
            <th scope="col">{t('customer.sku')}</th>
            <th scope="col">{t('customer.product')}</th>
            <th scope="col">{t('customer.quantity')}</th>
            <th scope="col">{t('customer.unitPrice')}</th>
            <th scope="col">{t('customer.amount')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.lineNo}>
              <td>{line.sku}</td>
              <td>{line.name === null ? t('common.none') : <MiddleText text={line.name} max={36} />}</td>
              <td>{formatNumber(Number(line.quantity), locale, 3)}</td>
              <td>{formatUnitPrice(line.unitPrice, { currency, locale })}</td>
              <td>{formatMoney(line.amountMinor, { currency, locale })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="lines-more">
        <Link to="/orders/$orderId" params={{ orderId }}>
          {t('orders.openOrder', { number: order.data.number })}
        </Link>
      </p>
    </>
  );
}
