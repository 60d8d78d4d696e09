import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type DerivedTagShown, derivedTagsQuery, requestTagSegment } from './api.ts';
import '../people/people.css';
import './portrait.css';

/** Tags that follow from facts, each with its rule, its limits, what was found and as of when. */
export function DerivedTagsSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const tags = useQuery(derivedTagsQuery(customerId));
  const { data } = tags;
  const on = (data?.items ?? []).filter(({ yes }) => yes);
  const off = (data?.items ?? []).filter(({ yes }) => !yes);
  return (
    <Section
      title={t('portrait.tags')}
      note={data === undefined ? undefined : t('portrait.tagsNote', { date: data.asOf })}
    >
      {tags.isPending ? <Skeleton shape="lines" /> : null}
      {tags.isError ? <Failure error={tags.error} onRetry={() => void tags.refetch()} /> : null}
      {data !== undefined && on.length === 0 ? <p className="quiet">{t('portrait.tagsNone')}</p> : null}
      <ul className="portrait-tags">
        {on.map((tag) => (
          <TagLine key={tag.key} tag={tag} />
        ))}
      </ul>
      {off.length === 0 ? null : (
        <details>
          <summary>{t('portrait.tagsOff', { total: off.length })}</summary>
          <ul className="portrait-tags">
            {off.map((tag) => (
              <TagLine key={tag.key} tag={tag} />
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

function TagLine({ tag }: { readonly tag: DerivedTagShown }) {
  const { t } = useTranslation();
  const may = useMay();
  const locale = currentLocale();
  const join = locale === 'en' ? ', ' : '，';
  const said = (of: 'sentence' | 'found'): string => tag.conditions.map((each) => each[of][locale]).join(join);
  return (
    <li>
      <span className="row-tag">{tag.label[locale]}</span>
      <span className="small">{t('portrait.rule', { rule: said('sentence') })}</span>
      <span className="quiet small">{t('portrait.found', { found: said('found') })}</span>
      {tag.yes && may('segments.write') ? <ToSegment tag={tag} /> : null}
    </li>
  );
}

/** Everybody of whom the tag holds, kept as a segment of the same words. */
function ToSegment({ tag }: { readonly tag: DerivedTagShown }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const name = tag.label[currentLocale()];
  const save = useMutation({
    mutationFn: () => requestTagSegment(tag, name, key),
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] }),
  });
  if (save.isSuccess) {
    return (
      <Link to="/segments/$segmentId" params={{ segmentId: save.data.id }} role="status">
        {t('portrait.segmentSaved', { name: save.data.name })}
      </Link>
    );
  }
  return (
    <>
      <Button
        type="link"
        size="small"
        loading={save.isPending}
        aria-label={`${t('portrait.segment')} ${name}`}
        onClick={() => save.mutate()}
      >
        {t('portrait.segment')}
      </Button>
      {save.isError ? <Failure error={save.error} /> : null}
    </>
  );
}
