import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { customerLossQuery, customerStageQuery, requestUndo } from './api.ts';
import { LossDialog } from './loss-dialog.tsx';
import { factsOf } from './lost-list.tsx';
import { useCareDeed } from './use-care-deed.ts';
import './care.css';

/** Where a customer stands in the lifecycle and why, how they moved, and whether they are lost. */
export function CustomerStageSection({
  customer,
}: {
  readonly customer: { readonly id: string; readonly name: string };
}) {
  const may = useMay();
  return may('care.read') ? <Shown customer={customer} /> : null;
}

function Shown({ customer }: { readonly customer: { readonly id: string; readonly name: string } }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const found = useQuery(customerStageQuery(customer.id));
  const lost = useQuery(customerLossQuery(customer.id));
  const [isClosing, setIsClosing] = useState(false);
  const undo = useCareDeed<unknown>();
  const loss = lost.data?.loss ?? null;
  const isClosed = loss !== null && loss.closedOn !== null && loss.wonBackOn === null;
  const mayClose = lost.data?.can.act === true && !isClosed && found.data?.stage !== 'prospect';
  return (
    <Section
      title={t('care.stage')}
      {...(mayClose
        ? {
            actions: (
              <Button size="small" onClick={() => setIsClosing(true)}>
                {t('care.close')}
              </Button>
            ),
          }
        : {})}
    >
      {found.isPending ? <Skeleton shape="lines" /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data === undefined ? null : (
        <div className="care-rule">
          <span>{found.data.why[locale]}</span>
          {found.data.strategy === null ? null : (
            <span className="quiet small">{strategyText(found.data.strategy, t)}</span>
          )}
          {found.data.moves.map(({ from, to, movedOn }) => (
            <span key={`${movedOn} ${from} ${to}`} className="quiet small figures">
              {t('care.movedOn', {
                date: movedOn,
                from: t(`care.stages.${from}`),
                to: t(`care.stages.${to}`),
              })}
            </span>
          ))}
        </div>
      )}
      {loss === null ? null : (
        <div className="care-bar">
          <span className="quiet small">{factsOf(loss, t, locale).join(' · ')}</span>
          {isClosed && lost.data?.can.act === true ? (
            <Button size="small" loading={undo.isPending} onClick={() => undo.press(() => requestUndo(customer.id))}>
              {t('care.undo')}
            </Button>
          ) : null}
        </div>
      )}
      {undo.error === null ? null : <Failure error={undo.error} />}
      {isClosing ? <LossDialog customer={customer} onClose={() => setIsClosing(false)} /> : null}
    </Section>
  );
}

function strategyText(
  {
    segment,
    marketing,
    service,
    channels,
  }: {
    readonly segment: string;
    readonly marketing: string | null;
    readonly service: string | null;
    readonly channels: string | null;
  },
  t: TFunction,
): string {
  const plans = [marketing, service, channels].filter((plan) => plan !== null).join(t('care.and'));
  return t('care.holds', { segment, plans });
}
