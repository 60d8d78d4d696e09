import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Failure } from '../../ui/states.tsx';
import { type ExportOrder, requestExport } from '../exports/api.ts';

/** One file that can be asked for: without a name where there is only this one. */
export interface Exportable extends Pick<ExportOrder, 'kind' | 'columns' | 'filter'> {
  readonly name: string;
}

const FORMATS = ['csv', 'xlsx'] as const;

/** Takes what stands there as CSV or for Excel; absent for those who may not. */
export function ExportMenu({ title, files }: { readonly title: string; readonly files: readonly Exportable[] }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: ({ file, format }: { readonly file: Exportable; readonly format: (typeof FORMATS)[number] }) => {
      const { name: _, ...order } = file;
      return requestExport({ ...order, format, reason: null }, crypto.randomUUID());
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['outgoing', 'exports'] });
      await navigate({ to: '/settings/exports' });
    },
  });
  if (!may('exports.write') || files.length === 0) {
    return null;
  }
  const label = t('seeing.export', { title });
  const items = files.flatMap((file, n) =>
    FORMATS.map((format) => ({
      key: `${n}:${format}`,
      label:
        files.length > 1 ? `${file.name} · ${t(`common.fileFormats.${format}`)}` : t(`common.fileFormats.${format}`),
      onChoose: () => start.mutate({ file, format }),
    })),
  );
  return (
    <>
      <Menu label={label} items={items}>
        <Icon name="download" />
      </Menu>
      {start.isError ? <Failure error={start.error} /> : null}
    </>
  );
}
