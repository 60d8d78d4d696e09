import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { useKeys } from '../../ui/keys/keys.ts';
import { customerPageQuery, PAGE_SIZE } from './api.ts';
import './neighbours.css';
import { type Trail, trailOf } from './trail.ts';
import { placesOf } from './use-customer-rows.ts';

/** The customers before and after this one in the list that one came from: two arrows, and the keys k and j. */
export function Neighbours({ customerId }: { readonly customerId: string }) {
  const client = useQueryClient();
  const trail = useMemo(() => trailOf(client, customerId), [client, customerId]);
  return trail === null ? null : <Arrows customerId={customerId} trail={trail} />;
}

function Arrows({ customerId, trail }: { readonly customerId: string; readonly trail: Trail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { previous, next, position, total } = useNeighbours(customerId, trail);
  const go = useCallback(
    (to: string | null) => {
      if (to !== null) {
        void navigate({ to: '/customers/$customerId', params: { customerId: to }, replace: true });
      }
    },
    [navigate],
  );
  useKeys([
    { id: 'next', keys: 'j', label: t('keys.next'), group: 'page', run: () => go(next) },
    { id: 'previous', keys: 'k', label: t('keys.next'), group: 'page', run: () => go(previous) },
  ]);
  if (position === null) {
    return null;
  }
  const place = formatNumber(position, currentLocale());
  return (
    <nav className="neighbours" aria-label={t('profile.neighbours')}>
      <span className="quiet small figures">
        {total === null
          ? t('profile.position', { position: place })
          : t('profile.positionOf', { position: place, total: formatNumber(total, currentLocale()) })}
      </span>
      <Arrow name={t('profile.previous')} icon="up" isOff={previous === null} onGo={() => go(previous)} />
      <Arrow name={t('profile.next')} icon="down" isOff={next === null} onGo={() => go(next)} />
    </nav>
  );
}

interface ArrowProps {
  readonly name: string;
  readonly icon: 'up' | 'down';
  readonly isOff: boolean;
  readonly onGo: () => void;
}

function Arrow({ name, icon, isOff, onGo }: ArrowProps) {
  return (
    <button type="button" className="icon-button" aria-label={name} title={name} disabled={isOff} onClick={onGo}>
      <Icon name={icon} />
    </button>
  );
}

function useNeighbours(customerId: string, { filter, page }: Trail) {
  const client = useQueryClient();
  const places = placesOf(client, filter);
  const query = (wanted: number) => customerPageQuery(client, filter, { page: wanted, places });
  const here = useQuery(query(page));
  const rows = here.data?.rows ?? [];
  const index = rows.findIndex(({ id }) => id === customerId);
  const isFirst = index === 0 && page > 0;
  const isLast = index !== -1 && index === rows.length - 1 && here.data?.nextCursor !== null;
  const before = useQuery({ ...query(page - 1), enabled: isFirst });
  const after = useQuery({ ...query(page + 1), enabled: isLast });
  return {
    previous: (isFirst ? before.data?.rows.at(-1) : rows[index - 1])?.id ?? null,
    next: (isLast ? after.data?.rows[0] : index === -1 ? undefined : rows[index + 1])?.id ?? null,
    position: index === -1 ? null : page * PAGE_SIZE + index + 1,
    total: here.data?.total ?? null,
  };
}
