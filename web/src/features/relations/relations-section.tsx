import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { offerUndo } from '../../ui/undo.ts';
import { linksQuery, type Relation, requestLinkBack, requestLinkRemoval, useRelationDeed } from './api.ts';
import { RelationDialog } from './relation-dialog.tsx';
import './relations.css';

/** Whom a customer knows, and what they are to each other. */
export function RelationsSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const links = useQuery(linksQuery(customerId));
  const [isOpen, setIsOpen] = useState(false);
  const back = useRelationDeed<{ id: string }>();
  const remove = useRelationDeed<string>((id) =>
    offerUndo(t('relations.removed'), { undo: () => back.press(() => requestLinkBack(id)) }),
  );
  const canWrite = links.data?.can.write === true;
  const items = links.data?.items ?? [];
  return (
    <Section
      title={t('relations.links')}
      {...(canWrite
        ? {
            actions: (
              <Button size="small" onClick={() => setIsOpen(true)}>
                {t('relations.addLink')}
              </Button>
            ),
          }
        : {})}
    >
      {links.isPending ? <Skeleton shape="lines" /> : null}
      {links.isError ? <Failure error={links.error} onRetry={() => void links.refetch()} /> : null}
      {remove.error === null ? null : <Failure error={remove.error} />}
      {links.isSuccess && items.length === 0 ? <p className="quiet">{t('relations.noLinks')}</p> : null}
      <ul>
        {items.map((link) => (
          <LinkRow
            key={link.id}
            link={link}
            {...(canWrite
              ? {
                  onRemove: () =>
                    remove.press(async () => {
                      await requestLinkRemoval(link.id);
                      return link.id;
                    }),
                }
              : {})}
          />
        ))}
      </ul>
      {(links.data?.hidden ?? 0) > 0 ? (
        <p className="quiet small">{t('relations.hidden', { count: links.data?.hidden ?? 0 })}</p>
      ) : null}
      {isOpen ? <RelationDialog customerId={customerId} onClose={() => setIsOpen(false)} /> : null}
    </Section>
  );
}

function LinkRow({ link, onRemove }: { readonly link: Relation; readonly onRemove?: () => void }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const name = link.other.name ?? t('customers.unnamed');
  const parts = [
    link.word === null ? link.label[locale] : `${link.label[locale]} · ${link.word}`,
    link.since === null ? null : t('relations.sinceDay', { day: link.since }),
    link.until === null ? null : t('relations.untilDay', { day: link.until }),
    link.reason === null ? null : link.reason.label[locale],
  ];
  return (
    <li className="link-row">
      <Link to="/customers/$customerId" params={{ customerId: link.other.id }}>
        {name}
      </Link>
      <span className="quiet small">{parts.filter((part) => part !== null).join(' · ')}</span>
      {onRemove === undefined ? null : (
        <RowMenu name={name} items={[{ key: 'remove', label: t('relations.removeLink'), onChoose: onRemove }]} />
      )}
    </li>
  );
}
