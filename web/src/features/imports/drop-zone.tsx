import { type DragEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { MiddleText } from '../../ui/parts.tsx';

interface DropZoneProps {
  readonly file: File | null;
  /** How much of it is there already, 0 to 1; null when nothing is on its way. */
  readonly share: number | null;
  readonly fault: string | null;
  readonly onFile: (file: File) => void;
}

/** Takes one file, dropped or chosen. It is a file field with a large label, so keys and readers know it. */
export function DropZone({ file, share, fault, onFile }: DropZoneProps) {
  const { t } = useTranslation();
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped !== undefined) {
      onFile(dropped);
    }
  };
  return (
    <div>
      <div
        className={['drop-zone', ...(isOver ? ['is-over'] : []), ...(fault === null ? [] : ['is-wrong'])].join(' ')}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <input
          id={id}
          type="file"
          accept=".csv,.tsv,.txt,.xlsx,.xls,.json,.jsonl,.ndjson,.gz,text/csv"
          aria-label={t('imports.drop')}
          aria-describedby={`${id}-fault`}
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            if (chosen !== undefined) {
              onFile(chosen);
            }
            // The same file again is a choice too.
            event.target.value = '';
          }}
        />
        <Icon name={file === null ? 'upload' : 'file'} size={24} />
        {file === null ? (
          <>
            <strong>{t(isOver ? 'imports.dropNow' : 'imports.drop')}</strong>
            <span className="quiet small">{t('imports.dropNote')}</span>
          </>
        ) : (
          <>
            <strong>
              <MiddleText text={file.name} max={40} />
            </strong>
            <span className="quiet small figures">
              {formatBytes(file.size, currentLocale())} ·{' '}
              {share !== null && share < 1
                ? t('imports.uploading', { share: formatShare(share, currentLocale()) })
                : t('imports.change')}
            </span>
          </>
        )}
      </div>
      <p id={`${id}-fault`} className="field-fault" role="alert">
        {fault}
      </p>
    </div>
  );
}
