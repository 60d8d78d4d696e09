import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestFile } from './api.ts';
import type { PivotAsk } from './ask.ts';

/** Takes the table as CSV or for Excel; absent for those who may not. */
export function FileMenu({ ask, name }: { readonly ask: PivotAsk; readonly name: string | undefined }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: (format: 'csv' | 'xlsx') => requestFile({ ask, name, format }, crypto.randomUUID()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['outgoing', 'exports'] });
      await navigate({ to: '/settings/exports' });
    },
  });
  if (!may('exports.write')) {
    return null;
  }
  return (
    <>
      <Menu
        label={t('seeing.export', { title: name ?? t('pivots.new') })}
        items={(['xlsx', 'csv'] as const).map((format) => ({
          key: format,
          label: t(`common.fileFormats.${format}`),
          onChoose: () => start.mutate(format),
        }))}
      >
        <Icon name="download" />
      </Menu>
      {start.isError ? <Failure error={start.error} /> : null}
    </>
  );
}
