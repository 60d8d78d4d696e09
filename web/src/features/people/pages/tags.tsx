import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RowMenu } from '../../../ui/row-menu.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { requestTagName, type Tag, tagsQuery } from '../api.ts';
import { MergeTagDialog, RemoveTagDialog, RenameTagDialog, useTagChange } from '../tag-dialogs.tsx';
import { UndoLine } from '../undo-line.tsx';
import '../people.css';
import '../../../ui/lines.css';

interface Done {
  readonly text: string;
  readonly undo: (() => unknown) | null;
}

type Doing = 'rename' | 'merge' | 'remove';
/** So many can be overlooked without looking for one. */
const MANY = 12;

/** Every tag with how many have it: another name, into another one, away. */
export function TagsPage() {
  const { t } = useTranslation();
  const list = useQuery(tagsQuery());
  const [text, setText] = useState('');
  const [open, setOpen] = useState<{ readonly tag: Tag; readonly doing: Doing } | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const back = useTagChange(
    ({ id, name }: Pick<Tag, 'id' | 'name'>) => requestTagName(id, name),
    () => setDone(null),
  );
  const items = list.data?.items ?? [];
  const shown = items.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const close = (): void => setOpen(null);
  const finish = (line: string): void => {
    close();
    setDone({ text: line, undo: null });
  };
  return (
    <SettingsFrame title={t('people.tagsTitle')} lead={t('people.tagsLead')}>
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty icon="people" title={t('people.tagsEmptyTitle')} body={t('people.tagsEmptyBody')}>
          <Link to="/customers">{t('customers.title')}</Link>
        </Empty>
      ) : null}
      {done === null ? null : (
        <UndoLine key={done.text} text={done.text} onUndo={done.undo ?? undefined} onGone={() => setDone(null)} />
      )}
      {back.isError ? <Failure error={back.error} /> : null}
      {items.length > MANY ? (
        <Input
          className="tag-find"
          aria-label={t('people.tagsFind')}
          placeholder={t('people.tagsFind')}
          value={text}
          allowClear
          onChange={(event) => setText(event.target.value)}
        />
      ) : null}
      {items.length > 0 ? <p className="quiet small">{t('people.tagsCount', { count: shown.length })}</p> : null}
      {items.length > 0 && shown.length === 0 ? <p className="quiet">{t('people.tagsNone')}</p> : null}
      <ul className="line-list">
        {shown.map((tag) => (
          <TagLine key={tag.id} tag={tag} canMerge={items.length > 1} onDo={(doing) => setOpen({ tag, doing })} />
        ))}
      </ul>
      {open?.doing === 'rename' ? (
        <RenameTagDialog
          tag={open.tag}
          onClose={close}
          onRenamed={(name) => {
            close();
            setDone({
              text: t('people.tagRenamed', { from: open.tag.name, to: name }),
              undo: () => back.mutateAsync({ id: open.tag.id, name: open.tag.name }),
            });
          }}
        />
      ) : null}
      {open?.doing === 'merge' ? (
        <MergeTagDialog
          tag={open.tag}
          others={items.filter(({ id }) => id !== open.tag.id)}
          onClose={close}
          onDone={finish}
        />
      ) : null}
      {open?.doing === 'remove' ? <RemoveTagDialog tag={open.tag} onClose={close} onDone={finish} /> : null}
    </SettingsFrame>
  );
}

interface TagLineProps {
  readonly tag: Tag;
  readonly canMerge: boolean;
  readonly onDo: (doing: Doing) => void;
}

function TagLine({ tag, canMerge, onDo }: TagLineProps) {
  const { t } = useTranslation();
  return (
    <li>
      <Link className="tag-name" to="/customers" search={{ tag: tag.id }}>
        {tag.name}
      </Link>
      <span className="quiet figures">{t('people.tagCustomers', { count: tag.customers })}</span>
      <RowMenu
        name={tag.name}
        items={[
          { key: 'rename', label: t('people.tagRename'), onChoose: () => onDo('rename') },
          ...(canMerge ? [{ key: 'merge', label: t('people.tagMerge'), onChoose: () => onDo('merge') }] : []),
          { key: 'remove', label: t('people.tagRemove'), onChoose: () => onDo('remove'), isApart: true },
        ]}
      />
    </li>
  );
}
