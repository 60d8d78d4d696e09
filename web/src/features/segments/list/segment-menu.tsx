import { Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../ui/icon.tsx';

interface SegmentMenuProps {
  readonly name: string;
  readonly onCopy: () => void;
  readonly onArchive: () => void;
}

/** What can be done with a segment as a whole. */
export function SegmentMenu({ name, onCopy, onArchive }: SegmentMenuProps) {
  const { t } = useTranslation();
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          { key: 'copy', label: t('segments.copy') },
          { key: 'archive', label: t('segments.archive') },
        ],
        onClick: ({ key }) => (key === 'copy' ? onCopy() : onArchive()),
      }}
    >
      <button type="button" className="icon-button" tabIndex={-1} aria-label={t('segments.menu', { name })}>
        <Icon name="more" />
      </button>
    </Dropdown>
  );
}
