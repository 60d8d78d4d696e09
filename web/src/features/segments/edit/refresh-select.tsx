import { REFRESHES, type Refresh } from '@zhike/server/contracts';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import './segment-editor.css';

/** When a segment looks again at who is in it; what that means stands below each. */
export function RefreshSelect({
  value,
  onChange,
  id,
}: {
  readonly value: Refresh;
  readonly onChange: (refresh: Refresh) => void;
  readonly id?: string;
}) {
  const { t } = useTranslation();
  return (
    <Select<Refresh>
      {...(id === undefined ? {} : { id })}
      aria-label={t('segments.refresh')}
      value={value}
      onChange={onChange}
      popupMatchSelectWidth={false}
      options={[...REFRESHES].reverse().map((name) => ({ value: name, label: t(`segments.refreshes.${name}`) }))}
      optionRender={({ data }) => (
        <span className="refresh-option">
          {data.label}
          <span className="quiet small">
            {t(`segments.refreshMeans.${REFRESHES.find((name) => name === data.value) ?? 'daily'}`)}
          </span>
        </span>
      )}
    />
  );
}
