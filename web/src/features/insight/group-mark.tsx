import { RFM_GROUPS, type RfmGroup } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import './group-mark.css';

/** The colour of a group, the same everywhere. */
export const groupColour = (group: RfmGroup): string => `var(--category-${RFM_GROUPS.indexOf(group)})`;

/** A group by colour and name; never by colour alone. */
export function GroupMark({ group }: { readonly group: RfmGroup }) {
  const { t } = useTranslation();
  return <NamedGroupMark group={group} name={t(`groups.${group}`)} />;
}

/** The same for lists, which know the names of all groups: watching the language from each row costs too much. */
export function NamedGroupMark({ group, name }: { readonly group: RfmGroup; readonly name: string }) {
  return (
    <span className="group-mark">
      <span
        className={group.startsWith('important') ? 'group-dot' : 'group-dot is-hollow'}
        style={{ color: groupColour(group) }}
      />
      <span className="clip">{name}</span>
    </span>
  );
}
