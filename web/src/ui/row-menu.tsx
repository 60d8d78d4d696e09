import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import { Menu, type MenuItem } from './menu.tsx';

/** What can be done with one row of a list, behind one button: a column of the same words would drown the names. */
export function RowMenu({ name, items }: { readonly name: string; readonly items: readonly MenuItem[] }) {
  const { t } = useTranslation();
  return items.length === 0 ? null : (
    <Menu label={t('frame.rowMenu', { name })} items={items}>
      <Icon name="more" />
    </Menu>
  );
}
