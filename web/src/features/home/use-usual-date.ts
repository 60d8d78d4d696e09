import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDate } from '../../i18n/format.ts';
import { homeQuery } from './api.ts';
import { usualDate } from './usual-date.ts';

/** The usual date as far as this reader may see the home numbers; `isKnown` is false until they are there. */
export function useUsualDate(canSeeHome: boolean): { readonly asOf: string | undefined; readonly isKnown: boolean } {
  const home = useQuery({ ...homeQuery(), enabled: canSeeHome });
  const [today] = useState(() => formatDate(new Date().toISOString()));
  const newest = home.data?.newestOrderAt ?? null;
  return {
    asOf: usualDate(newest === null ? null : formatDate(newest), today),
    isKnown: !canSeeHome || !home.isPending,
  };
}
