import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../../app/use-me.ts';
import { formatDate, formatInstant } from '../../i18n/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestEndSessions, requestNewPassword, requestUserChange, type User } from './api.ts';
import { ColleagueSessions } from './colleague-sessions.tsx';
import { stateOf } from './staff-grid.tsx';
import { useAssignmentText } from './use-staff-names.ts';

interface UserPanelProps {
  readonly user: User;
  readonly onEdit: () => void;
  /** Told whether they are off now. */
  readonly onSwitched: (isOff: boolean) => void;
  readonly onPassword: (password: string) => void;
  readonly onEnded: (count: number) => void;
}

/** What is known of a colleague's account, and what may be done with it. */
export function UserPanel({ user, onEdit, onSwitched, onPassword, onEnded }: UserPanelProps) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <>
      <h2 className="staff-name">{user.name}</h2>
      <UserFacts user={user} />
      {user.can.update ? <ColleagueSessions userId={user.id} /> : null}
      {user.id === me.id ? <Link to="/account">{t('staff.ownAccount')}</Link> : null}
      {user.can.update ? (
        <UserActions
          user={user}
          isMe={user.id === me.id}
          onEdit={onEdit}
          onSwitched={onSwitched}
          onPassword={onPassword}
          onEnded={onEnded}
        />
      ) : null}
    </>
  );
}

function UserFacts({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const textOf = useAssignmentText();
  const state = stateOf(user);
  return (
    <dl className="staff-facts">
      <dt>{t('staff.stateHeader')}</dt>
      <dd className={`staff-state is-${state}`}>{t(`staff.state.${state}`)}</dd>
      <dt>{t('staff.email')}</dt>
      <dd>{user.email}</dd>
      <dt>{t('staff.roles')}</dt>
      <dd>
        {user.assignments.length === 0 ? t('staff.noRole') : null}
        <ul>
          {user.assignments.map((assignment) => (
            <li key={`${assignment.role} ${assignment.scopeId ?? ''}`}>{textOf(assignment)}</li>
          ))}
        </ul>
      </dd>
      <dt>{t('staff.lastSignIn')}</dt>
      <dd className="figures">{user.lastSignInAt === null ? t('staff.never') : formatInstant(user.lastSignInAt)}</dd>
      <dt>{t('staff.sessionsHeader')}</dt>
      <dd>{user.sessions === 0 ? t('staff.noSessions') : t('staff.sessions', { count: user.sessions })}</dd>
      <dt>{t('staff.created')}</dt>
      <dd className="figures">{formatDate(user.createdAt)}</dd>
    </dl>
  );
}

type Ask = 'password' | 'sessions' | null;

function UserActions(props: UserPanelProps & { readonly isMe: boolean }) {
  const { user, isMe, onEdit, onSwitched, onPassword, onEnded } = props;
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [ask, setAsk] = useState<Ask>(null);
  const may = useMay();
  const act = useMutation({
    mutationFn: (run: () => Promise<() => void>) => run(),
    onSuccess: async (tell) => {
      setAsk(null);
      tell();
      await queryClient.invalidateQueries({ queryKey: ['staff', 'users'] });
    },
  });
  const turn = async (): Promise<() => void> => {
    const { disabled } = await requestUserChange(user.id, { disabled: !user.disabled });
    return () => onSwitched(disabled);
  };
  const confirm = async (): Promise<() => void> => {
    if (ask === 'password') {
      const password = await requestNewPassword(user.id);
      return () => onPassword(password);
    }
    const ended = await requestEndSessions(user.id);
    return () => onEnded(ended);
  };
  return (
    <div className="staff-actions">
      <Button onClick={onEdit}>{t('staff.edit')}</Button>
      {isMe ? null : <Button onClick={() => setAsk('password')}>{t('staff.newPassword')}</Button>}
      {user.sessions > (isMe ? 1 : 0) ? (
        <Button onClick={() => setAsk('sessions')}>{t(isMe ? 'staff.endOthers' : 'staff.endSessions')}</Button>
      ) : null}
      {isMe ? null : (
        <Button danger={!user.disabled} loading={act.isPending && ask === null} onClick={() => act.mutate(turn)}>
          {t(user.disabled ? 'staff.enable' : 'staff.disable')}
        </Button>
      )}
      {user.disabled && may('care.hand_over') ? <Link to="/insight/handover">{t('staff.handOver')}</Link> : null}
      {act.isError && ask === null ? <Failure error={act.error} /> : null}
      {ask === null ? null : (
        <Dialog label={t(ask === 'password' ? 'staff.newPassword' : 'staff.endSessions')} onClose={() => setAsk(null)}>
          <div className="dialog-content">
            <p>
              {t(ask === 'password' ? 'staff.newPasswordAsk' : 'staff.endSessionsAsk', {
                name: user.name,
                count: isMe ? user.sessions - 1 : user.sessions,
              })}
            </p>
            {act.isError ? <Failure error={act.error} /> : null}
            <div className="dialog-actions">
              <Button onClick={() => setAsk(null)}>{t('common.cancel')}</Button>
              <Button type="primary" loading={act.isPending} onClick={() => act.mutate(confirm)}>
                {t(ask === 'password' ? 'staff.newPassword' : 'staff.endSessions')}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </div>
  );
}
