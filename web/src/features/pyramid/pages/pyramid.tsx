import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Section } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { offerUndo } from '../../../ui/undo.ts';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { agesText } from '../ages-text.ts';
import { PYRAMID_KEY, type Pyramid, pyramidMapQuery, pyramidQuery, requestPyramid, type ShownPlace } from '../api.ts';
import { PlaceDialog } from '../place-dialog.tsx';
import { PyramidMatrix } from '../pyramid-matrix.tsx';
import '../pyramid.css';

const TIERS = [1, 2, 3] as const;

/** Which brands are meant for whom, tier by tier, and who stands where. */
export function PyramidPage() {
  const { t } = useTranslation();
  const pyramid = useQuery(pyramidQuery());
  const map = useQuery(pyramidMapQuery());
  const asOf = map.data?.asOf ?? null;
  const hasPlaces = (pyramid.data?.places.length ?? 0) > 0;
  return (
    <InsightFrame title={t('pyramid.title')}>
      {pyramid.isPending ? <Skeleton shape="lines" /> : null}
      {pyramid.isError ? <Failure error={pyramid.error} onRetry={() => void pyramid.refetch()} /> : null}
      {pyramid.data === undefined ? null : <Tiers pyramid={pyramid.data} />}
      {hasPlaces ? (
        <Section title={t('pyramid.who')} note={asOf === null ? undefined : t('pyramid.asOf', { date: asOf })}>
          {map.isPending ? <Skeleton shape="block" /> : null}
          {map.isError ? <Failure error={map.error} onRetry={() => void map.refetch()} /> : null}
          {map.data === undefined ? null : map.data.asOf === null ? (
            <p className="quiet">{t('pyramid.noPower')}</p>
          ) : (
            <PyramidMatrix map={map.data} />
          )}
        </Section>
      ) : null}
    </InsightFrame>
  );
}

type Editing = ShownPlace | 'new' | null;

function Tiers({ pyramid }: { readonly pyramid: Pyramid }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [editing, setEditing] = useState<Editing>(null);
  const { places, revision, can } = pyramid;
  const back = async (before: readonly ShownPlace[], now: number): Promise<void> => {
    client.setQueryData(pyramidQuery().queryKey, await requestPyramid(before, now));
    await client.invalidateQueries({ queryKey: PYRAMID_KEY });
  };
  const save = useMutation({
    mutationFn: (next: readonly ShownPlace[]) => requestPyramid(next, revision),
    onSuccess: (saved) => {
      const before = places;
      client.setQueryData(pyramidQuery().queryKey, saved);
      offerUndo(t('pyramid.saved'), { undo: () => back(before, saved.revision) });
      return client.invalidateQueries({ queryKey: PYRAMID_KEY });
    },
  });
  return (
    <Section
      title={t('pyramid.tiers')}
      note={t('pyramid.tiersNote')}
      actions={can.write ? <Button onClick={() => setEditing('new')}>{t('pyramid.add')}</Button> : undefined}
    >
      {save.isError ? <Failure error={save.error} /> : null}
      {places.length === 0 ? (
        <Empty icon="goods" title={t('pyramid.emptyTitle')} body={t('pyramid.emptyBody')} />
      ) : (
        <ol className="pyramid-tiers">
          {TIERS.map((tier) => (
            <li key={tier} className={`pyramid-tier is-${tier}`}>
              <strong>{t(`pyramid.names.t${tier}`)}</strong>
              <ul>
                {places
                  .filter((place) => place.tier === tier)
                  .map((place) => (
                    <PlaceLine
                      key={`${place.kind} ${place.id}`}
                      place={place}
                      onEdit={can.write ? () => setEditing(place) : null}
                      onRemove={() => save.mutate(places.filter((other) => other !== place))}
                    />
                  ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
      {editing === null ? null : (
        <PlaceDialog
          place={editing === 'new' ? null : editing}
          taken={places}
          onClose={() => setEditing(null)}
          onSave={(next) => {
            save.mutate([...places.filter((place) => place !== editing), next]);
            setEditing(null);
          }}
        />
      )}
    </Section>
  );
}

interface PlaceLineProps {
  readonly place: ShownPlace;
  readonly onEdit: (() => void) | null;
  readonly onRemove: () => void;
}

function PlaceLine({ place, onEdit, onRemove }: PlaceLineProps) {
  const { t } = useTranslation();
  const join = currentLocale() === 'en' ? ', ' : '、';
  const name = place.name ?? t('pyramid.gone');
  return (
    <li>
      <span className={place.name === null ? 'quiet' : undefined}>{name}</span>
      <span className="quiet small">
        {[
          ...(place.kind === 'category' ? [t('pyramid.category')] : []),
          place.powers.map((power) => t(`pyramid.powers.${power}`)).join(join),
          agesText(place, t),
        ].join(' · ')}
      </span>
      {onEdit === null ? null : (
        <span className="pyramid-deeds">
          <Button type="link" size="small" aria-label={`${t('pyramid.change')} ${name}`} onClick={onEdit}>
            {t('pyramid.change')}
          </Button>
          <Button type="link" size="small" aria-label={`${t('pyramid.remove')} ${name}`} onClick={onRemove}>
            {t('pyramid.remove')}
          </Button>
        </span>
      )}
    </li>
  );
}
