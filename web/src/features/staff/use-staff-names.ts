import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { rolesQuery } from '../api-keys/api.ts';
import { type Assignment, scopesQuery } from './api.ts';
import { scopeLines } from './scope-tree.ts';

/** Says an assignment in words: "Marketer · 华东 › 杭州店". The same function until roles or scopes are others. */
export function useAssignmentText(): (assignment: Assignment) => string {
  const { t } = useTranslation();
  const locale = currentLocale();
  const roles = useQuery(rolesQuery()).data?.items;
  const scopes = useQuery(scopesQuery()).data?.items;
  const paths = useMemo(() => new Map(scopeLines(scopes ?? []).map(({ scope, path }) => [scope.id, path])), [scopes]);
  return useCallback(
    ({ role, scopeId }) => {
      const name = roles?.find((one) => one.name === role)?.label[locale] ?? role;
      return scopeId === null ? name : `${name} · ${paths.get(scopeId) ?? t('staff.elsewhere')}`;
    },
    [t, locale, roles, paths],
  );
}
