import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { PagedList } from '../../../ui/paged-list.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import {
  type AuditEntry,
  type AuditFilter,
  auditActionsQuery,
  auditQuery,
  type ChainState,
  chainQuery,
  requestVerify,
} from '../api.ts';
import '../privacy.css';

/** What only programs call it: no words of any language. */
const CODES = 'zxx';

const EVERYTHING: AuditFilter = { action: '', subjectId: '' };

/** Who did what to what, and whether the trail is as it was written. */
export function AuditPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(EVERYTHING);
  const list = useInfiniteQuery(auditQuery(filter));
  return (
    <SettingsFrame title={t('audit.title')} lead={t('audit.lead')}>
      <ChainCard />
      <FilterBar onFilter={setFilter} />
      <PagedList
        list={list}
        className="privacy-lines"
        none={<Empty icon="search" title={t('audit.emptyTitle')} body={t('audit.emptyBody')} />}
      >
        {(entry) => <AuditLine key={entry.id} entry={entry} />}
      </PagedList>
    </SettingsFrame>
  );
}

function ChainCard() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const chain = useQuery(chainQuery());
  const verify = useMutation({
    mutationFn: requestVerify,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: chainQuery().queryKey }),
  });
  if (chain.isPending) {
    return <Skeleton shape="lines" />;
  }
  if (chain.isError) {
    return <Failure error={chain.error} onRetry={() => void chain.refetch()} />;
  }
  const { data } = chain;
  const isRunning = data.running !== null || verify.isPending;
  return (
    <section className={`chain-card ${(data.last?.broken ?? null) === null ? '' : 'is-broken'}`} aria-live="polite">
      <ChainWords state={data} />
      <Button loading={isRunning} onClick={() => verify.mutate()}>
        {t(isRunning ? 'audit.running' : 'audit.verify')}
      </Button>
      {verify.isError ? <Failure error={verify.error} /> : null}
    </section>
  );
}

function ChainWords({ state }: { readonly state: ChainState }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { last } = state;
  const broken = last?.broken ?? null;
  const head = last?.head ?? null;
  const figure = (count: number): string => formatNumber(count, locale);
  return (
    <span className="privacy-what">
      <strong>{last === null ? t('audit.never') : t(broken === null ? 'audit.whole' : 'audit.broken')}</strong>
      {broken === null ? null : (
        <span className="is-warning">
          {t(`audit.fault.${broken.fault}`, { row: broken.seq ?? broken.auditId ?? '' })}
        </span>
      )}
      {last === null || last.finishedAt === null ? null : (
        <span className="quiet small">
          {t('audit.last', {
            when: formatInstant(last.finishedAt),
            who: last.by.name ?? t('audit.platform'),
            rows: figure(last.rows ?? 0),
          })}
        </span>
      )}
      <span className="quiet small">
        {t('audit.sealed', { sealed: figure(state.sealed), waiting: figure(state.waiting) })}
      </span>
      {head === null ? null : (
        <span className="quiet small">
          {t('audit.head')} <code>{head}</code>
        </span>
      )}
    </span>
  );
}

function FilterBar({ onFilter }: { readonly onFilter: (filter: AuditFilter) => void }) {
  const { t } = useTranslation();
  const actions = useQuery(auditActionsQuery());
  const [draft, setDraft] = useState(EVERYTHING);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onFilter({ action: draft.action.trim(), subjectId: draft.subjectId.trim() });
  };
  return (
    <form className="privacy-bar" onSubmit={submit} role="search">
      <Select<string>
        allowClear
        className="audit-actions"
        aria-label={t('audit.action')}
        placeholder={t('audit.actionHint')}
        showSearch={{ optionFilterProp: 'label' }}
        value={draft.action === '' ? null : draft.action}
        options={(actions.data?.items ?? []).map(({ action, label }) => ({
          value: action,
          label: label[currentLocale()],
        }))}
        onChange={(action: string | undefined) => {
          const next = { ...draft, action: action ?? '' };
          setDraft(next);
          onFilter({ action: next.action, subjectId: next.subjectId.trim() });
        }}
      />
      <Input
        allowClear
        aria-label={t('audit.subject')}
        placeholder={t('audit.subject')}
        value={draft.subjectId}
        onChange={(event) => setDraft({ ...draft, subjectId: event.target.value })}
      />
      <Button htmlType="submit">{t('audit.filter')}</Button>
    </form>
  );
}

function AuditLine({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useTranslation();
  const { values: _digests, ...detail } = entry.detail;
  const facts = factsOf(detail);
  return (
    <li>
      <span className="privacy-what">
        <span>
          <strong>{entry.actor.name ?? t('audit.platform')}</strong>{' '}
          {entry.actionText === null ? <code lang={CODES}>{entry.action}</code> : entry.actionText[currentLocale()]}
        </span>
        <Subject entry={entry} />
        {entry.values.map(({ field, before, after }) => (
          <span key={field} className="figures">
            <span lang={CODES}>{field}</span>: {before ?? t('common.none')} → {after ?? t('common.none')}
          </span>
        ))}
        {entry.reason === null ? null : <span>{t('audit.reason', { reason: entry.reason })}</span>}
        {facts === '' ? null : (
          <span className="quiet small" lang={CODES}>
            {facts}
          </span>
        )}
      </span>
      <span className="quiet small figures">{formatInstant(entry.at)}</span>
    </li>
  );
}

/** What it was done to: customers are a press away. */
function Subject({ entry }: { readonly entry: AuditEntry }) {
  const { subjectType, subjectText, subjectId } = entry;
  const id = subjectId ?? '';
  return (
    <span className="quiet small">
      {subjectText === null ? <span lang={CODES}>{subjectType}</span> : subjectText[currentLocale()]}{' '}
      {subjectType === 'customer' && subjectId !== null ? (
        <Link to="/customers/$customerId" params={{ customerId: subjectId }} lang={CODES}>
          {id}
        </Link>
      ) : (
        <span lang={CODES}>{id}</span>
      )}
    </span>
  );
}

/** What was noted besides, as names and values; what is empty is left out. */
function factsOf(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
