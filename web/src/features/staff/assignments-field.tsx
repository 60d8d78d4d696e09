import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { rolesQuery } from '../api-keys/api.ts';
import { ChoiceField } from '../orders/order-field.tsx';
import { type Assignment, type RoleName, type Scope, scopesQuery } from './api.ts';
import { scopeLines } from './scope-tree.ts';
import './staff.css';

const EVERYWHERE = '';
/** What a colleague usually needs; more is chosen on purpose. */
const USUAL: RoleName = 'agent';

interface AssignmentsFieldProps {
  readonly value: readonly Assignment[];
  readonly onChange: (value: Assignment[]) => void;
}

/** Roles, each with where it holds: everywhere, or in a brand, region, shop and all below it. */
export function AssignmentsField({ value, onChange }: AssignmentsFieldProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const roles = useQuery(rolesQuery()).data?.items ?? [];
  const scopes = useQuery(scopesQuery()).data?.items ?? [];
  const change = (index: number, part: Partial<Assignment>): void =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const labelOf = (scope: Scope): string => t(`staff.scopeType.${scope.type}`);
  return (
    <fieldset className="form-choice assignments">
      <legend>{t('staff.rolesAndPlaces')}</legend>
      {value.map((assignment, index) => (
        <div key={index} className="assignment">
          <ChoiceField
            label={t('staff.role')}
            value={assignment.role}
            options={roles.map((role) => ({ value: role.name, label: role.label[locale] }))}
            onChange={(role) => change(index, { role })}
          />
          <ChoiceField
            label={t('staff.place')}
            value={assignment.scopeId ?? EVERYWHERE}
            options={[
              { value: EVERYWHERE, label: t('staff.everywhere') },
              ...scopeLines(scopes).map(({ scope, path }) => ({ value: scope.id, label: `${labelOf(scope)} ${path}` })),
            ]}
            onChange={(chosen) => change(index, { scopeId: chosen === EVERYWHERE ? null : chosen })}
          />
          <Button onClick={() => onChange(value.filter((_, at) => at !== index))}>{t('staff.roleRemove')}</Button>
          <p className="quiet small">{roles.find(({ name }) => name === assignment.role)?.note[locale]}</p>
        </div>
      ))}
      {value.length === 0 ? <p className="quiet small">{t('staff.noRoleNote')}</p> : null}
      {hasMixedPlaces(value) ? <p className="is-warning small">{t('staff.mixedNote')}</p> : null}
      <div>
        <Button size="small" onClick={() => onChange([...value, { role: USUAL, scopeId: null }])}>
          {t('staff.roleAdd')}
        </Button>
      </div>
    </fieldset>
  );
}

/** Roles add up: one that holds everywhere lifts the limits of the others. */
function hasMixedPlaces(value: readonly Assignment[]): boolean {
  return value.some(({ scopeId }) => scopeId === null) && value.some(({ scopeId }) => scopeId !== null);
}
