import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../../api/problem.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { MiddleText } from '../../ui/parts.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { importKindsQuery, type KindSuggestion, savedMappingsQuery } from './api.ts';
import { DropZone } from './drop-zone.tsx';
import { SOURCE_PATTERN, suggestSource } from './mapping.ts';

/** What the first step settles. */
export interface Choice {
  readonly file: File | null;
  /** Null until a person chooses: what the file seems to hold then counts. */
  readonly kind: string | null;
  readonly source: string;
  readonly currency: string;
}

/** Offered first; any other three letters can be typed. */
const CURRENCIES = ['CNY', 'USD', 'EUR', 'GBP', 'HKD', 'JPY', 'TWD', 'SGD', 'KRW', 'AUD', 'CAD', 'MYR', 'THB'];

/** Further ones come up while typing. */
const SHOWN_SOURCES = 5;

interface ChooseStepProps {
  readonly choice: Choice;
  /** How far the chosen file is on its way, and what it seems to hold. */
  readonly upload: {
    readonly share: number | null;
    readonly isReading: boolean;
    readonly suggestion: KindSuggestion | undefined;
  };
  /** Why the file cannot be read. */
  readonly fault: unknown;
  readonly onChange: (choice: Choice) => void;
  readonly onNext: () => void;
}

type ChoiceFault =
  | 'imports.kindMissing'
  | 'imports.fileMissing'
  | 'imports.fileEmpty'
  | 'imports.sourceMissing'
  | 'imports.sourceInvalid';

function faultsOf({ file, source }: Choice): {
  readonly file: ChoiceFault | null;
  readonly source: ChoiceFault | null;
} {
  const fileFault = file === null ? 'imports.fileMissing' : file.size === 0 ? 'imports.fileEmpty' : null;
  const sourceFault =
    source === '' ? 'imports.sourceMissing' : SOURCE_PATTERN.test(source) ? null : 'imports.sourceInvalid';
  return { file: fileFault, source: sourceFault };
}

/** Why the file seems to hold what is chosen, or that somebody has to say it. */
function KindNote({
  isMissing,
  suggestion,
}: {
  readonly isMissing: boolean;
  readonly suggestion: KindSuggestion | undefined;
}) {
  const { t } = useTranslation();
  return (
    <p id="import-kind-note" className={isMissing ? 'field-fault' : 'quiet small'} aria-live="polite">
      {isMissing ? t('imports.kindMissing') : (suggestion?.reason ?? '')}
    </p>
  );
}

/** First step: which file, what is in it, where it comes from, in which currency. */
export function ChooseStep({ choice, upload, fault, onChange, onNext }: ChooseStepProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const kinds = useQuery(importKindsQuery());
  const saved = useQuery(savedMappingsQuery());
  const [wasSent, setWasSent] = useState(false);
  const [isSourceOwn, setIsSourceOwn] = useState(choice.source !== '');
  const faults = faultsOf(choice);
  const { suggestion } = upload;
  const kindName = choice.kind ?? suggestion?.kind ?? null;
  const isKindMissing = kindName === null && !upload.isReading && choice.file !== null;
  const sources = [...new Set(saved.data?.items.filter(({ kind }) => kind === kindName).map(({ source }) => source))];
  const currencyNames = new Intl.DisplayNames(locale, { type: 'currency' });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (faults.file === null && faults.source === null && !isKindMissing && fault === null) {
      onNext();
    }
  };
  if (kinds.isPending) {
    return <Skeleton shape="block" />;
  }
  if (kinds.isError) {
    return <Failure error={kinds.error} onRetry={() => void kinds.refetch()} />;
  }
  const hasAmounts = kinds.data.items
    .find((kind) => kind.name === kindName)
    ?.fields.some(({ name }) => name === 'currency');
  return (
    <form className="choose" onSubmit={submit} noValidate>
      <DropZone
        file={choice.file}
        share={upload.share}
        fault={fault === null ? (wasSent && faults.file !== null ? t(faults.file) : null) : explainFailure(fault)}
        onFile={(file) => onChange({ ...choice, file, source: isSourceOwn ? choice.source : suggestSource(file.name) })}
      />
      <div className="choose-fields">
        <div className="choose-field">
          <label htmlFor="import-kind">{t('imports.whichKind')}</label>
          <Select
            id="import-kind"
            value={kindName}
            placeholder={t('imports.kindWaits')}
            aria-describedby="import-kind-note"
            {...(wasSent && isKindMissing ? { status: 'error' as const } : {})}
            options={kinds.data.items.map((kind) => ({ value: kind.name, label: kind.label[locale] }))}
            onChange={(kind: string) => onChange({ ...choice, kind })}
          />
          <KindNote isMissing={wasSent && isKindMissing} suggestion={suggestion} />
        </div>
        {hasAmounts ? (
          <div className="choose-field">
            <label htmlFor="import-currency">{t('imports.whichCurrency')}</label>
            <Select
              id="import-currency"
              showSearch
              value={choice.currency}
              options={CURRENCIES.map((code) => ({ value: code, label: `${code} ${currencyNames.of(code) ?? ''}` }))}
              onChange={(currency: string) => onChange({ ...choice, currency })}
            />
            <p className="quiet small">{t('imports.currencyNote')}</p>
          </div>
        ) : null}
        <div className="choose-field is-wide">
          <label htmlFor="import-source">{t('imports.whichSource')}</label>
          <Input
            id="import-source"
            value={choice.source}
            maxLength={100}
            autoComplete="off"
            list="import-sources"
            aria-describedby="import-source-note"
            {...(wasSent && faults.source !== null ? { status: 'error' as const } : {})}
            onChange={(event) => {
              setIsSourceOwn(true);
              onChange({ ...choice, source: event.target.value.trim() });
            }}
          />
          <datalist id="import-sources">
            {sources.map((source) => (
              <option key={source} value={source}>
                {source}
              </option>
            ))}
          </datalist>
          <p
            id="import-source-note"
            className={wasSent && faults.source !== null ? 'field-fault' : 'quiet small'}
            aria-live="polite"
          >
            {wasSent && faults.source !== null ? t(faults.source) : t('imports.sourceNote')}
          </p>
          {sources.length === 0 ? null : (
            <p className="source-chips small">
              <span className="quiet">{t('imports.knownSources')}</span>
              {sources.slice(0, SHOWN_SOURCES).map((source) => (
                <Button
                  key={source}
                  size="small"
                  onClick={() => {
                    setIsSourceOwn(true);
                    onChange({ ...choice, source });
                  }}
                >
                  <MiddleText text={source} max={18} />
                </Button>
              ))}
            </p>
          )}
          <p className="quiet small">
            {t('imports.thirdPartyNote')} <Link to="/settings/sources">{t('imports.thirdPartyLink')}</Link>
          </p>
        </div>
      </div>
      <div className="wizard-actions">
        <Button type="primary" htmlType="submit">
          {t('imports.next')}
        </Button>
      </div>
    </form>
  );
}
