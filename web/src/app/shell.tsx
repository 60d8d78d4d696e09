import { Link, Outlet, useMatches, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { TemporaryPasswordNotice } from '../features/access/temporary-notice.tsx';
import { NoticesBell } from '../features/work/bell.tsx';
import { currentLocale, withWords } from '../i18n/i18n.ts';
import { useIsNarrow } from '../theme/appearance.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { isMac, type KeyBinding, useKeys } from '../ui/keys/keys.ts';
import { Notice } from '../ui/states.tsx';
import { UndoToast } from '../ui/undo-toast.tsx';
import { useChunksAhead } from './chunks-ahead.ts';
import { DeniedPage, NoRoomPage } from './faults.tsx';
import { insightPageAt } from './insight-pages.ts';
import { MeMenu } from './me-menu.tsx';
import { openRooms, type Room, roomKey } from './rooms.ts';
import './shell.css';
import { UpdateNotice } from './update-notice.tsx';
import { useDeeds } from './use-deeds.ts';
import { useMay, useMe } from './use-me.ts';

const loadCommandBar = () => withWords(() => import('./command-bar.tsx'));
const loadKeysDialog = () => withWords(() => import('./keys-dialog.tsx'));
const CommandBar = lazy(async () => ({ default: (await loadCommandBar()).CommandBar }));
const KeysDialog = lazy(async () => ({ default: (await loadKeysDialog()).KeysDialog }));
const OVERLAYS = [loadCommandBar, loadKeysDialog] as const;

const RAIL_KEY = 'zhike.rail';
function useIsOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('online', changed);
      window.addEventListener('offline', changed);
      return () => {
        window.removeEventListener('online', changed);
        window.removeEventListener('offline', changed);
      };
    },
    () => window.navigator.onLine,
  );
}

type Overlay = 'command' | 'keys' | null;

/** The keys of every page: command bar, help, and the rooms by g and a letter. */
function useFrameKeys(rooms: readonly Room[], setOverlay: (change: (open: Overlay) => Overlay) => void): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const toRooms = rooms.flatMap<KeyBinding>((room) => {
    const key = roomKey(room.id);
    const label = t('keys.goTo', { room: t(`nav.${room.id}`) });
    return key === null
      ? []
      : [{ id: `go-${room.id}`, keys: `g ${key}`, label, group: 'rooms', run: () => void navigate({ to: room.to }) }];
  });
  useKeys([
    {
      id: 'command',
      keys: 'mod+k',
      label: t('keys.command'),
      group: 'everywhere',
      isAlways: true,
      run: () => setOverlay((open) => (open === 'command' ? null : 'command')),
    },
    { id: 'help', keys: '?', label: t('keys.help'), group: 'everywhere', run: () => setOverlay(() => 'keys') },
    ...toRooms,
  ]);
}

/** A page below another address may belong to the room all the same. */
function markOf(room: Room, here: Room | undefined): { readonly className?: string; readonly 'aria-current'?: 'true' } {
  return room.id === here?.id ? { className: 'active', 'aria-current': 'true' } : {};
}

function Rail({
  rooms,
  here,
  isFolded,
  onFold,
}: {
  readonly rooms: readonly Room[];
  readonly here: Room | undefined;
  readonly isFolded: boolean;
  readonly onFold: () => void;
}) {
  const { t } = useTranslation();
  return (
    <nav className={isFolded ? 'rail is-folded' : 'rail'} aria-label={t('nav.rooms')}>
      <div className="rail-mark">
        <img src="/mark.svg" alt="" width={24} height={24} />
        {isFolded ? null : <span>{t('app.name')}</span>}
      </div>
      <ul className="rail-rooms">
        {rooms.map((room) => (
          <li key={room.id} className={room.id === 'sales' ? 'is-apart' : undefined}>
            <Link
              {...markOf(room, here)}
              to={room.to}
              activeOptions={{ exact: room.to === '/', includeSearch: false }}
              title={isFolded ? t(`nav.${room.id}`) : undefined}
            >
              <Icon name={room.icon} />
              <span className={isFolded ? 'visually-hidden' : undefined}>{t(`nav.${room.id}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <button type="button" className="icon-button rail-fold" onClick={onFold} aria-expanded={!isFolded}>
        <Icon name={isFolded ? 'unfold' : 'fold'} />
        <span className={isFolded ? 'visually-hidden' : 'small'}>{t(isFolded ? 'nav.expand' : 'nav.collapse')}</span>
      </button>
    </nav>
  );
}

const TABS = 4;

/** The first rooms of the role at the bottom of a phone; what does not fit is behind the last tab. */
function Tabs({ rooms, here }: { readonly rooms: readonly Room[]; readonly here: Room | undefined }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const first = rooms.length > TABS + 1 ? rooms.slice(0, TABS) : rooms;
  const rest = rooms.slice(first.length);
  return (
    <nav className="tabs" aria-label={t('nav.rooms')}>
      {first.map((room) => (
        <Link
          key={room.id}
          {...markOf(room, here)}
          to={room.to}
          activeOptions={{ exact: room.to === '/', includeSearch: false }}
        >
          <Icon name={room.icon} size={20} />
          <span>{t(`nav.${room.id}`)}</span>
        </Link>
      ))}
      {rest.length === 0 ? null : (
        <button
          type="button"
          className={rest.some((room) => room.id === here?.id) ? 'active' : undefined}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(true)}
        >
          <Icon name="more" size={20} />
          <span>{t('nav.more')}</span>
        </button>
      )}
      {isOpen ? (
        <Dialog label={t('nav.more')} onClose={() => setIsOpen(false)}>
          <ul className="tabs-rest">
            {rest.map((room) => (
              <li key={room.id}>
                <Link to={room.to} onClick={() => setIsOpen(false)}>
                  <Icon name={room.icon} size={20} />
                  <span>{t(`nav.${room.id}`)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Dialog>
      ) : null}
    </nav>
  );
}

function WhereAmI({ room }: { readonly room: Room | undefined }) {
  const { t } = useTranslation();
  const matches = useMatches();
  const path = matches.at(-1)?.fullPath ?? '/';
  const isBelow = room !== undefined && path !== room.to && path !== `${room.to}/`;
  const insightPage = insightPageAt(path);
  return (
    <nav className="where" aria-label={t('nav.breadcrumb')}>
      {room === undefined ? null : isBelow ? (
        <Link to={room.to}>{t(`nav.${room.id}`)}</Link>
      ) : (
        <span>{t(`nav.${room.id}`)}</span>
      )}
      {insightPage === undefined ? null : <span className="where-part">{insightPage.label[currentLocale()]}</span>}
      {path === '/imports/new' ? <span className="where-part">{t('nav.newImport')}</span> : null}
    </nav>
  );
}

/** The frame around every page: rail or tabs, top bar, command bar. */
export function Shell() {
  const { t } = useTranslation();
  const may = useMay();
  const isNarrow = useIsNarrow();
  const isOnline = useIsOnline();
  const navigate = useNavigate();
  const [overlay, setOverlay] = useState<Overlay>(null);
  const deeds = useDeeds({ onKeys: () => setOverlay('keys') });
  const [isFolded, setIsFolded] = useState(() => window.localStorage.getItem(RAIL_KEY) === 'folded');
  const data = useMatches({ select: (matches) => matches.at(-1)?.staticData });
  const me = useMe();
  // oxlint-disable-next-line react/exhaustive-deps -- what is open follows from who is signed in
  const rooms = useMemo(() => openRooms(may), [me]);
  useFrameKeys(rooms, setOverlay);
  useChunksAhead(OVERLAYS, may);
  const room = rooms.find((candidate) => candidate.id === data?.room);
  const fold = (): void => {
    window.localStorage.setItem(RAIL_KEY, isFolded ? 'open' : 'folded');
    setIsFolded(!isFolded);
  };
  return (
    <div className={isNarrow ? 'shell is-narrow' : 'shell'}>
      <a className="skip-link" href="#main">
        {t('app.skip')}
      </a>
      {isNarrow ? null : <Rail rooms={rooms} here={room} isFolded={isFolded} onFold={fold} />}
      <header className="bar">
        {isNarrow ? <img src="/mark.svg" alt="" width={24} height={24} /> : null}
        <WhereAmI room={room} />
        <button type="button" className="command-button" onClick={() => setOverlay('command')}>
          <Icon name="search" />
          <span>{t('command.open')}</span>
          {isNarrow ? null : <kbd>{isMac ? '⌘K' : 'Ctrl K'}</kbd>}
        </button>
        <NoticesBell />
        <MeMenu onDo={deeds.run} failure={deeds.failure} onForget={deeds.forget} />
      </header>
      <main id="main" className="main" tabIndex={-1}>
        {isOnline ? null : (
          <div className="main-notice">
            <Notice>{t('errors.offlineBanner')}</Notice>
          </div>
        )}
        <UpdateNotice />
        <TemporaryPasswordNotice />
        {rooms.length === 0 && data?.permission !== undefined ? (
          <NoRoomPage />
        ) : data?.permission === undefined || may(data.permission) ? (
          <Outlet />
        ) : (
          <DeniedPage permission={data.permission} />
        )}
      </main>
      {isNarrow ? <Tabs rooms={rooms} here={room} /> : null}
      <Suspense>
        {overlay === 'command' ? (
          <CommandBar
            rooms={rooms}
            onClose={() => setOverlay(null)}
            onGo={(target) => void navigate(target)}
            onDo={deeds.run}
          />
        ) : null}
        {overlay === 'keys' ? <KeysDialog onClose={() => setOverlay(null)} /> : null}
      </Suspense>
      <UndoToast />
    </div>
  );
}
