import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatDate, formatInstant, formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { type DataDictionary, type DictionaryField, dictionaryQuery, type ProcessStep } from '../api.ts';
import { StepDialog, StewardDialog } from '../dictionary-dialogs.tsx';
import '../data-quality.css';

/** Where each step is administered, and what it takes to go there. */
const PLACES = {
  define: { to: '/settings/fields', permission: 'fields.write' },
  collect: { to: '/settings/sources', permission: 'sources.write' },
  integrate: { to: '/reviews', permission: 'customers.review' },
  update: { to: '/quality', permission: 'customers.read' },
  protect: { to: '/settings/levels', permission: 'settings.read' },
} as const satisfies Record<ProcessStep, object>;

const FIGURES = [
  'fields',
  'withoutPurpose',
  'withoutOwner',
  'sources',
  'silent',
  'openPairs',
  'withCycle',
  'stale',
  'openTasks',
  'sensitive',
  'personal',
  'open',
] as const;

/** What is kept of customers, why, and how it is administered in five steps. */
export function DictionaryPage() {
  const { t } = useTranslation();
  const dictionary = useQuery(dictionaryQuery());
  return (
    <Page title={t('dictionary.title')} actions={<Link to="/quality">{t('quality.link')}</Link>}>
      <p className="quiet">{t('dictionary.lead')}</p>
      {dictionary.isPending ? <Skeleton shape="lines" /> : null}
      {dictionary.isError ? <Failure error={dictionary.error} onRetry={() => void dictionary.refetch()} /> : null}
      {dictionary.data === undefined ? null : (
        <>
          <Steps dictionary={dictionary.data} />
          <Fields dictionary={dictionary.data} />
        </>
      )}
    </Page>
  );
}

type Step = DataDictionary['steps'][number];

function Steps({ dictionary: { steps, can } }: { readonly dictionary: DataDictionary }) {
  const { t } = useTranslation();
  const may = useMay();
  const locale = currentLocale();
  const [asked, setAsked] = useState<Step | null>(null);
  return (
    <Section title={t('dictionary.steps')}>
      <ol className="steps">
        {steps.map((step, index) => (
          <li key={step.step}>
            <h3>
              {index + 1} {t(`dictionary.step.${step.step}`)}
            </h3>
            <p className="quiet small">{t(`dictionary.stepNote.${step.step}`)}</p>
            {FIGURES.filter((name) => step.figures[name] !== undefined).map((name) => (
              <span key={name} className="figures">
                {t(`dictionary.figures.${name}`, { total: formatNumber(step.figures[name] ?? 0, locale) })}
              </span>
            ))}
            <span>{step.owner ?? <span className="quiet">{t('dictionary.noOwner')}</span>}</span>
            <span className="quiet small">
              {step.reviewedAt === null
                ? t('dictionary.notReviewed')
                : t('dictionary.reviewed', { name: step.reviewedBy ?? '', date: formatDate(step.reviewedAt) })}
            </span>
            {step.note === null ? null : <span className="small">{step.note}</span>}
            {may(PLACES[step.step].permission) ? (
              <Link to={PLACES[step.step].to}>{t(`dictionary.go.${step.step}`)}</Link>
            ) : null}
            {can.manage ? (
              <Button
                size="small"
                aria-label={`${t('dictionary.review')} ${t(`dictionary.step.${step.step}`)}`}
                onClick={() => setAsked(step)}
              >
                {t('dictionary.review')}
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
      {asked === null ? null : <StepDialog step={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}

function Fields({ dictionary }: { readonly dictionary: DataDictionary }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<DictionaryField | null>(null);
  const word = text.trim().toLowerCase();
  const shown = dictionary.fields.filter(({ key, label, groupLabel }) =>
    [key, ...Object.values(label), ...Object.values(groupLabel)].some((name) => name.toLowerCase().includes(word)),
  );
  const { countedAt } = dictionary;
  return (
    <Section
      title={t('dictionary.fields')}
      note={countedAt === null ? undefined : t('dictionary.counted', { when: formatInstant(countedAt) })}
      actions={
        <Input
          aria-label={t('dictionary.filter')}
          placeholder={t('dictionary.filter')}
          value={text}
          allowClear
          onChange={(event) => setText(event.target.value)}
        />
      }
    >
      {shown.length === 0 ? <p className="quiet">{t('dictionary.noMatch')}</p> : null}
      <div className="dictionary-scroll">
        <table className="dictionary-table">
          <thead>
            <tr>
              <th scope="col">{t('dictionary.field')}</th>
              <th scope="col">{t('dictionary.purposeHead')}</th>
              <th scope="col">{t('dictionary.level')}</th>
              <th scope="col">{t('dictionary.sources')}</th>
              <th scope="col">{t('dictionary.updates')}</th>
              <th scope="col">{t('dictionary.owner')}</th>
              <th scope="col" className="is-number">
                {t('dictionary.has')}
              </th>
              {dictionary.can.manage ? (
                <th scope="col">
                  <span className="visually-hidden">{t('dictionary.edit')}</span>
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {shown.map((field) => (
              <FieldLine
                key={field.key}
                field={field}
                customers={dictionary.customers}
                onEdit={dictionary.can.manage ? () => setAsked(field) : null}
              />
            ))}
          </tbody>
        </table>
      </div>
      {asked === null ? null : <StewardDialog field={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}

interface FieldLineProps {
  readonly field: DictionaryField;
  readonly customers: number | null;
  readonly onEdit: (() => void) | null;
}

function FieldLine({ field, customers, onEdit }: FieldLineProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const none = <span className="quiet">{t('common.none')}</span>;
  const cycles = [
    field.updateCycleDays === null ? null : t('dictionary.every', { days: field.updateCycleDays }),
    field.confirmDays === null ? null : t('dictionary.confirmEvery', { days: field.confirmDays }),
  ].filter((text) => text !== null);
  const join = locale === 'en' ? ', ' : '、';
  return (
    <tr>
      <th scope="row">
        {field.label[locale]}
        <span className="dictionary-field">
          <code className="quiet small" lang="zxx">
            {field.key}
          </code>
          <span className="quiet small">{field.groupLabel[locale]}</span>
        </span>
      </th>
      <td data-label={t('dictionary.purposeHead')}>{field.purpose?.[locale] ?? none}</td>
      <td data-label={t('dictionary.level')}>{t(`levels.level.${field.sensitivity}`)}</td>
      <td data-label={t('dictionary.sources')}>
        <span className="dictionary-field">
          {field.source === null ? null : <span>{field.source[locale]}</span>}
          {field.sources.length === 0 && field.source === null ? none : null}
          <span className="quiet small">{field.sources.map(({ label }) => label[locale]).join(join)}</span>
        </span>
      </td>
      <td data-label={t('dictionary.updates')}>
        {cycles.length === 0 ? <span className="quiet">{t('dictionary.never')}</span> : cycles.join(join)}
      </td>
      <td data-label={t('dictionary.owner')}>{field.owner ?? none}</td>
      <td data-label={t('dictionary.has')} className="is-number figures">
        {field.customers === null ? none : formatNumber(field.customers, locale)}
        {field.customers === null || customers === null || customers === 0 ? null : (
          <span className="quiet"> {formatShare(field.customers / customers, locale)}</span>
        )}
      </td>
      {onEdit === null ? null : (
        <td>
          <Button size="small" aria-label={`${t('dictionary.edit')} ${field.label[locale]}`} onClick={onEdit}>
            {t('dictionary.edit')}
          </Button>
        </td>
      )}
    </tr>
  );
}
