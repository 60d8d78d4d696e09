import { useQuery } from '@tanstack/react-query';
import type { listRoles, ReceivedOf } from '@zhike/server/contracts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { type Role, rolesQuery } from '../../api-keys/api.ts';
import '../staff.css';

type Permission = ReceivedOf<typeof listRoles>['permissions'][number];

/** Which role may what, in plain words. The roles come with the platform and are changed by nobody. */
export function RolesPage() {
  const { t } = useTranslation();
  const locale = currentLocale();
  const list = useQuery(rolesQuery());
  const roles = list.data?.items ?? [];
  return (
    <SettingsFrame title={t('staff.rolesTitle')} lead={t('staff.rolesLead')}>
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError && roles.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {roles.length === 0 ? null : (
        <dl className="role-notes">
          {roles.map((role) => (
            <div key={role.name}>
              <dt>{role.label[locale]}</dt>
              <dd className="quiet small">{role.note[locale]}</dd>
            </div>
          ))}
        </dl>
      )}
      {list.data === undefined ? null : <Matrix roles={roles} permissions={list.data.permissions} />}
    </SettingsFrame>
  );
}

interface MatrixProps {
  readonly roles: readonly Role[];
  readonly permissions: readonly Permission[];
}

function Matrix({ roles, permissions }: MatrixProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const columns = useMemo<readonly GridColumn<Permission>[]>(
    () => [
      {
        id: 'permission',
        header: t('staff.permission'),
        width: 180,
        grow: 1,
        cell: (permission) => <span title={permission.note[locale]}>{permission.label[locale]}</span>,
      },
      ...roles.map((role) => ({
        id: role.name,
        header: role.label[locale],
        width: 88,
        cell: (permission: Permission) =>
          role.permissions.includes(permission.name) ? (
            <span className="role-may">
              <Icon name="done" />
              <span className="visually-hidden">{t('staff.may')}</span>
            </span>
          ) : (
            <span className="quiet">
              <span aria-hidden="true">–</span>
              <span className="visually-hidden">{t('staff.mayNot')}</span>
            </span>
          ),
      })),
    ],
    [t, locale, roles],
  );
  const card = useMemo(
    () => (permission: Permission) => (
      <div className="role-card">
        <strong>{permission.label[locale]}</strong>
        <span className="quiet small">{permission.note[locale]}</span>
        <span className="small">
          {roles
            .filter((role) => role.permissions.includes(permission.name))
            .map((role) => role.label[locale])
            .join(' · ')}
        </span>
      </div>
    ),
    [locale, roles],
  );
  return (
    <Grid
      label={t('staff.rolesGrid')}
      columns={columns}
      rows={permissions}
      rowId={(permission) => permission.name}
      total={permissions.length}
      card={card}
      isFlowing
    />
  );
}
