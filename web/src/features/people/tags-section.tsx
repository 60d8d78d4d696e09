import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Customer } from '@zhike/server/contracts';
import { AutoComplete } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestTags, tagsQuery } from './api.ts';
import './people.css';

/** The tags of a customer: each leads to everybody who has it. */
export function TagsSection({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (o: { readonly add?: string[]; readonly remove?: string[] }) =>
      requestTags({ customerIds: [customer.id], ...o }),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['customers', 'one', customer.id] }),
        queryClient.invalidateQueries({ queryKey: ['people', 'tags'] }),
      ]),
  });
  return (
    <Section title={t('people.tags')}>
      {customer.tags.length === 0 ? <p className="quiet">{t('people.tagsEmpty')}</p> : null}
      <div className="chips">
        {customer.tags.map((tag) => (
          <span key={tag.id} className={customer.can.log ? 'chip' : 'chip is-plain'}>
            <Link to="/customers" search={{ tag: tag.id }}>
              {tag.name}
            </Link>
            {customer.can.log ? (
              <button
                type="button"
                aria-label={t('people.untag', { tag: tag.name })}
                onClick={() => change.mutate({ remove: [tag.name] })}
              >
                <Icon name="close" size={11} />
              </button>
            ) : null}
          </span>
        ))}
      </div>
      {customer.can.log ? <TagInput onTag={(name) => change.mutate({ add: [name] })} /> : null}
      {change.isError ? <Failure error={change.error} /> : null}
    </Section>
  );
}

/** A field that offers the tags there are and takes new ones. */
export function TagInput({ onTag }: { readonly onTag: (name: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const tags = useQuery(tagsQuery());
  const known = (tags.data?.items ?? []).filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const send = (name: string): void => {
    if (name.trim() !== '') {
      onTag(name.trim());
      setText('');
    }
  };
  return (
    <AutoComplete
      className="tag-input"
      aria-label={t('people.tagHint')}
      placeholder={t('people.tagHint')}
      value={text}
      maxLength={40}
      defaultActiveFirstOption={false}
      options={known.slice(0, 12).map(({ name }) => ({ value: name }))}
      onChange={(value: string) => setText(value)}
      onSelect={(value: string) => send(value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
          event.preventDefault();
          send(text);
        }
      }}
    />
  );
}
