import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { FactCard } from '../../ui/fact-card.tsx';
import type { GridColumn } from '../../ui/grid/columns.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import { MiddleText } from '../../ui/parts.tsx';
import type { Assignment, User } from './api.ts';
import { useAssignmentText } from './use-staff-names.ts';
import './staff.css';

interface StaffGridProps {
  readonly users: readonly User[];
  readonly total: number | null;
  readonly openId: string | null;
  readonly onOpen: (user: User | null) => void;
}

interface StaffWords {
  readonly never: string;
  readonly noRole: string;
  readonly state: Readonly<Record<'active' | 'disabled' | 'temporary', string>>;
}

function useStaffWords(): StaffWords {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      never: t('staff.never'),
      noRole: t('staff.noRole'),
      state: {
        active: t('staff.state.active'),
        disabled: t('staff.state.disabled'),
        temporary: t('staff.state.temporary'),
      },
    }),
    [t],
  );
}

/** Whether somebody can sign in, and whether they have made the account their own. */
export function stateOf(user: User): keyof StaffWords['state'] {
  return user.disabled ? 'disabled' : user.passwordTemporary ? 'temporary' : 'active';
}

const rolesOf = (user: User, words: StaffWords, textOf: (assignment: Assignment) => string): string =>
  user.assignments.length === 0 ? words.noRole : user.assignments.map(textOf).join('; ');

/** Everybody who can sign in, or could. */
export function StaffGrid({ users, total, openId, onOpen }: StaffGridProps) {
  const { t } = useTranslation();
  const words = useStaffWords();
  const textOf = useAssignmentText();
  const columns = useMemo<readonly GridColumn<User>[]>(
    () => [
      {
        id: 'name',
        header: t('staff.name'),
        width: 136,
        grow: 1,
        cell: (user) => <span className={user.disabled ? 'quiet' : undefined}>{user.name}</span>,
      },
      {
        id: 'email',
        header: t('staff.email'),
        width: 216,
        grow: 1,
        cell: (user) => <MiddleText text={user.email} max={30} />,
      },
      {
        id: 'roles',
        header: t('staff.roles'),
        width: 216,
        grow: 2,
        cell: (user) => <MiddleText text={rolesOf(user, words, textOf)} max={44} />,
      },
      {
        id: 'state',
        header: t('staff.stateHeader'),
        width: 128,
        cell: (user) => <span className={`staff-state is-${stateOf(user)}`}>{words.state[stateOf(user)]}</span>,
      },
      {
        id: 'seen',
        header: t('staff.lastSignIn'),
        width: 148,
        isNumber: true,
        cell: (user) => (user.lastSignInAt === null ? words.never : formatInstant(user.lastSignInAt)),
      },
    ],
    [t, words, textOf],
  );
  const card = useMemo(
    () => (user: User) => (
      <FactCard name={user.name}>
        <span className={`small staff-state is-${stateOf(user)}`}>{words.state[stateOf(user)]}</span>
        <span className="quiet small">{rolesOf(user, words, textOf)}</span>
      </FactCard>
    ),
    [words, textOf],
  );
  return (
    <Grid
      label={t('staff.grid')}
      columns={columns}
      rows={users}
      rowId={(user) => user.id}
      total={total}
      card={card}
      onPeek={onOpen}
      onOpen={onOpen}
      onClose={() => onOpen(null)}
      peekedId={openId}
      isFlowing
    />
  );
}
