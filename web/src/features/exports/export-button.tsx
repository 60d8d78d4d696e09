import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { Icon } from '../../ui/icon.tsx';
import { ExportDialog } from './export-dialog.tsx';

interface ExportButtonProps {
  readonly kind: string;
  /** What the list is narrowed to at the moment. */
  readonly filter: Record<string, unknown>;
}

/** What is set of a filter: the server knows no empty ones. */
export function setOnly(filter: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** Takes the list above which it stands away as a file; absent for those who may not. */
export function ExportButton({ kind, filter }: ExportButtonProps) {
  const { t } = useTranslation();
  const may = useMay();
  const [isAsking, setIsAsking] = useState(false);
  if (!may('exports.write')) {
    return null;
  }
  return (
    <>
      <Button icon={<Icon name="download" />} onClick={() => setIsAsking(true)}>
        {t('exports.button')}
      </Button>
      {isAsking ? <ExportDialog kind={kind} filter={filter} onClose={() => setIsAsking(false)} /> : null}
    </>
  );
}
