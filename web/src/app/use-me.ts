import { getRouteApi } from '@tanstack/react-router';
import type { Me } from '@zhike/server/contracts';
import { useCallback } from 'react';
import { may } from '../features/access/api.ts';

const shell = getRouteApi('/shell');

/** Who is signed in, on every page inside the frame. */
export function useMe(): Me {
  return shell.useRouteContext().me;
}

/** Whether the reader holds a permission. */
export function useMay(): (permission: string) => boolean {
  const me = useMe();
  return useCallback((permission: string) => may(me, permission), [me]);
}
