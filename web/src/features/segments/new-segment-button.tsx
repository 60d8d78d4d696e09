import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';

/** Where a segment begins; absent for those who may not write one. */
export function NewSegmentButton() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return useMay()('segments.write') ? (
    <Button type="primary" onClick={() => void navigate({ to: '/segments/new', search: {} })}>
      {t('segments.new')}
    </Button>
  ) : null;
}
