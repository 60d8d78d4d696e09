import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatNumber, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { crossSellingQuery, type LineCrossing, requestLineSegment } from './api.ts';
import './suggestions.css';

const SHOWN = 20;

/** How many buyers of a line buy another one too, and a segment of those who do not yet. */
export function CrossSelling() {
  const { t } = useTranslation();
  const query = useQuery(crossSellingQuery());
  const items = (query.data?.items ?? []).slice(0, SHOWN);
  return (
    <Section title={t('suggest.cross')} note={t('suggest.crossNote')}>
      {query.isPending ? <Skeleton shape="lines" /> : null}
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isSuccess && items.length === 0 ? <p className="quiet">{t('suggest.crossNone')}</p> : null}
      <ul className="suggestion-list is-field">
        {items.map((crossing) => (
          <Crossing key={`${crossing.from.id} ${crossing.to.id}`} crossing={crossing} />
        ))}
      </ul>
    </Section>
  );
}

function Crossing({ crossing }: { readonly crossing: LineCrossing }) {
  const { t } = useTranslation();
  const may = useMay();
  const locale = currentLocale();
  const { from, to, rate, both, buyers } = crossing;
  return (
    <li>
      <span>{t('suggest.crossing', { from: from.name, to: to.name })}</span>
      <span className="quiet small figures">
        {t('suggest.crossFigures', {
          share: formatShare(rate, locale),
          both: formatNumber(both, locale),
          buyers: formatNumber(buyers, locale),
        })}
      </span>
      {may('segments.write') && buyers > both ? <ToSegment crossing={crossing} /> : null}
    </li>
  );
}

function ToSegment({ crossing }: { readonly crossing: LineCrossing }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const name = t('suggest.segmentName', { from: crossing.from.name, to: crossing.to.name });
  const save = useMutation({
    mutationFn: () => requestLineSegment(crossing, name, key),
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] }),
  });
  if (save.isSuccess) {
    return (
      <Link to="/segments/$segmentId" params={{ segmentId: save.data.id }} role="status">
        {t('suggest.segmentSaved', { name: save.data.name })}
      </Link>
    );
  }
  return (
    <>
      <Button
        type="link"
        size="small"
        className="suggestion-button"
        loading={save.isPending}
        aria-label={`${t('suggest.segment')} ${name}`}
        onClick={() => save.mutate()}
      >
        {t('suggest.segment')}
      </Button>
      {save.isError ? <Failure error={save.error} /> : null}
    </>
  );
}
