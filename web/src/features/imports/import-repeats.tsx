import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';

/** Rows of the file that say again what an earlier row said, and the file that lists them. */
export function ImportRepeats({ importId, repeated }: { readonly importId: string; readonly repeated: number }) {
  const { t } = useTranslation();
  const download = (
    <a className="download" href={`/api/v1/imports/${importId}/duplicates.csv`} download>
      <Icon name="download" size={14} />
      {t('imports.downloadRepeats')}
    </a>
  );
  return (
    <Section title={t('imports.repeats')} note={formatNumber(repeated, currentLocale())} actions={download}>
      <p>{t('imports.repeatsNote')}</p>
    </Section>
  );
}
