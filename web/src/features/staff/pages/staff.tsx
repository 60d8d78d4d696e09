import { type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { MoreButton } from '../../../ui/paged-list.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { ShownOnce } from '../../../ui/shown-once.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { offerUndo } from '../../../ui/undo.ts';
import { rolesQuery } from '../../api-keys/api.ts';
import { requestUserChange, type User, usersQuery } from '../api.ts';
import { ScopesSection } from '../scopes-section.tsx';
import { StaffGrid } from '../staff-grid.tsx';
import { UserDialog } from '../user-form.tsx';
import { UserPanel } from '../user-panel.tsx';
import '../staff.css';

interface Secret {
  readonly name: string;
  readonly password: string;
}

/** Who may sign in, as what, and where. */
export function StaffPage() {
  const { t } = useTranslation();
  const may = useMay();
  const list = useInfiniteQuery(usersQuery());
  // Names of roles belong to the first drawing.
  const roles = useQuery(rolesQuery());
  const [openId, setOpenId] = useState<string | null>(null);
  const [editing, setEditing] = useState<User | 'new' | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const queryClient = useQueryClient();
  const pages = list.data?.pages;
  const users = useMemo(() => (pages ?? []).flatMap(({ items }) => items), [pages]);
  const open = users.find(({ id }) => id === openId);
  const openUser = useCallback((user: User | null) => setOpenId(user?.id ?? null), []);
  const add = may('users.manage') ? (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('staff.new')}
    </Button>
  ) : null;
  return (
    <SettingsFrame title={t('staff.title')} lead={t('staff.lead')} {...(add === null ? {} : { actions: add })}>
      {list.isPending || roles.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError && users.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {users.length > 0 && !roles.isPending ? (
        <StaffGrid users={users} total={pages?.[0]?.total ?? null} openId={openId} onOpen={openUser} />
      ) : null}
      <MoreButton list={list} label={t('staff.more')} />
      {list.isSuccess ? <ScopesSection /> : null}
      {open === undefined ? null : (
        <Panel label={open.name} onClose={() => setOpenId(null)}>
          <UserPanel
            user={open}
            onEdit={() => setEditing(open)}
            onPassword={(password) => setSecret({ name: open.name, password })}
            onEnded={(count) => offerUndo(t('staff.sessionsEnded', { name: open.name, count }))}
            onSwitched={(isOff) =>
              offerUndo(t(isOff ? 'staff.disabledDone' : 'staff.enabledDone', { name: open.name }), {
                undo: () => switchBack(queryClient, { id: open.id, disabled: !isOff }),
              })
            }
          />
        </Panel>
      )}
      {editing === null ? null : (
        <UserDialog
          {...(editing === 'new' ? {} : { user: editing })}
          onClose={() => setEditing(null)}
          onMade={({ user, password }) => setSecret({ name: user.name, password })}
        />
      )}
      {secret === null ? null : (
        <ShownOnce
          title={t('staff.firstPassword')}
          secret={secret.password}
          note={t('staff.firstPasswordNote', { name: secret.name })}
          onClose={() => setSecret(null)}
        />
      )}
    </SettingsFrame>
  );
}

async function switchBack(
  queryClient: QueryClient,
  { id, disabled }: { readonly id: string; readonly disabled: boolean },
): Promise<void> {
  await requestUserChange(id, { disabled });
  await queryClient.invalidateQueries({ queryKey: ['staff', 'users'] });
}
