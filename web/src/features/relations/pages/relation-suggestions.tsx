import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { useKeys } from '../../../ui/keys/keys.ts';
import { Page } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { offerUndo } from '../../../ui/undo.ts';
import {
  type Decision,
  REASONS,
  type RelationSuggestion,
  requestDecision,
  requestRelationScan,
  type SuggestionReason,
  suggestionsQuery,
  useRelationDeed,
} from '../api.ts';
import { IntroductionDialog } from '../introduction-dialogs.tsx';
import { IntroductionList } from '../introduction-list.tsx';
import { SuggestionList } from '../suggestion-list.tsx';
import '../relations.css';

const VIEWS = ['open', 'accepted', 'rejected', 'introductions', 'settled'] as const;
type View = (typeof VIEWS)[number];

/** Links that are likely, to be accepted or rejected by keyboard; introductions with their next steps. */
export function RelationSuggestionsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [view, setView] = useState<View>('open');
  const isList = view !== 'introductions' && view !== 'settled';
  return (
    <Page title={t('relations.suggestions')} actions={may('customers.review') ? <ScanButton /> : null}>
      <div>
        <Segmented<View>
          className="relation-choice"
          aria-label={t('relations.which')}
          value={view}
          onChange={setView}
          options={VIEWS.map((value) => ({ value, label: t(`relations.views.${value}`) }))}
        />
      </div>
      {isList ? (
        <Suggestions key={view} state={view} />
      ) : (
        <IntroductionList state={view === 'settled' ? 'settled' : 'open'} />
      )}
    </Page>
  );
}

function ScanButton() {
  const { t } = useTranslation();
  const scan = useRelationDeed<unknown>(() => {
    offerUndo(t('relations.scanQueued'));
  });
  return (
    <Button loading={scan.isPending} onClick={() => scan.press(requestRelationScan)}>
      {t('relations.scan')}
    </Button>
  );
}

function Suggestions({ state }: { readonly state: RelationSuggestion['state'] }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState<SuggestionReason | 'all'>('all');
  const [at, setAt] = useState(0);
  const [introducing, setIntroducing] = useState<RelationSuggestion | null>(null);
  const list = useQuery(suggestionsQuery(state, reason));
  const back = useRelationDeed<unknown>();
  const decide = useRelationDeed<{ readonly id: string; readonly decision: Decision }>(({ id, decision }) =>
    offerUndo(t(`relations.told.${decision}`), { undo: () => back.press(() => requestDecision(id, 'undo')) }),
  );
  const items = list.data?.items ?? [];
  const place = Math.max(0, Math.min(at, items.length - 1));
  const current = items[place];
  const act = (suggestion: RelationSuggestion | undefined, decision: Decision): void => {
    if (suggestion?.state === 'open') {
      decide.press(async () => {
        await requestDecision(suggestion.id, decision);
        return { id: suggestion.id, decision };
      });
    }
  };
  const step = (by: number): void => setAt(Math.max(0, Math.min(items.length - 1, place + by)));
  useKeys([
    { id: 'accept', keys: 'a', label: t('relations.keys.accept'), group: 'page', run: () => act(current, 'accept') },
    { id: 'reject', keys: 'r', label: t('relations.keys.reject'), group: 'page', run: () => act(current, 'reject') },
    { id: 'next', keys: 'j', label: t('relations.keys.next'), group: 'page', run: () => step(1) },
    { id: 'previous', keys: 'k', label: t('relations.keys.previous'), group: 'page', run: () => step(-1) },
    {
      id: 'introduce',
      keys: 'i',
      label: t('relations.introduce'),
      group: 'page',
      run: () => setIntroducing(current?.kind === 'business' && !current.introduced ? current : null),
    },
  ]);
  return (
    <>
      <div>
        <Segmented<SuggestionReason | 'all'>
          className="relation-choice"
          aria-label={t('relations.reason')}
          value={reason}
          onChange={setReason}
          options={(['all', ...REASONS] as const).map((value) => ({ value, label: t(`relations.reasons.${value}`) }))}
        />
      </div>
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {decide.error === null ? null : <Failure error={decide.error} />}
      {back.error === null ? null : <Failure error={back.error} />}
      {list.isSuccess && items.length === 0 ? (
        <Empty
          icon="done"
          title={t(state === 'open' ? 'relations.noSuggestions' : 'relations.noneDecided')}
          body={t('relations.suggestionsBody')}
        />
      ) : null}
      {items.length > 0 && state === 'open' ? <p className="quiet small">{t('relations.keysHint')}</p> : null}
      {items.length === 0 ? null : (
        <SuggestionList
          items={items}
          at={place}
          onDecide={act}
          onIntroduce={setIntroducing}
          onUndo={(suggestion) => back.press(() => requestDecision(suggestion.id, 'undo'))}
        />
      )}
      {introducing === null ? null : (
        <IntroductionDialog suggestion={introducing} onClose={() => setIntroducing(null)} />
      )}
    </>
  );
}
