import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import { Key } from '../ui/parts.tsx';

const KEYS = [
  { id: 'command', keys: ['⌘K', 'Ctrl K'] },
  { id: 'move', keys: ['j', 'k'] },
  { id: 'ends', keys: ['g', 'G'] },
  { id: 'peek', keys: ['Space'] },
  { id: 'open', keys: ['Enter'] },
  { id: 'select', keys: ['x'] },
  { id: 'change', keys: ['e'] },
  { id: 'note', keys: ['n'] },
  { id: 'log', keys: ['l'] },
  { id: 'close', keys: ['Esc'] },
  { id: 'search', keys: ['/'] },
  { id: 'help', keys: ['?'] },
] as const;

/** The keys that work everywhere, in one list. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog label={t('keys.title')} onClose={onClose}>
      <dl className="keys-list">
        {KEYS.map(({ id, keys }) => (
          <div key={id}>
            <dt>{t(`keys.${id}`)}</dt>
            <dd>
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
