import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import { keyNames } from '../ui/keys/chord.ts';
import { isMac, KEY_GROUPS, type KeyBinding, useKnownKeys } from '../ui/keys/keys.ts';
import { Key } from '../ui/parts.tsx';
import './keys-dialog.css';

interface Line {
  readonly label: string;
  /** Either does it: j or k, ⌘K. */
  readonly ways: readonly (readonly string[])[];
}

/** Keys of one name stand in one line: j and k for "next row, previous row". */
function linesOf(bindings: readonly KeyBinding[]): readonly Line[] {
  const lines = Map.groupBy(bindings, ({ label }) => label);
  return [...lines].map(([label, same]) => ({
    label,
    ways: [...new Set(same.map(({ keys }) => keys))].map((keys) => keyNames(keys, { isMac })),
  }));
}

/** The keys that work here and now: of every page, of the rooms, of the list and of the page that is open. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const known = useKnownKeys();
  return (
    <Dialog label={t('keys.title')} shape="wide" onClose={onClose}>
      <div className="keys">
        {KEY_GROUPS.map((group) => ({ group, lines: linesOf(known.filter((key) => key.group === group)) }))
          .filter(({ lines }) => lines.length > 0)
          .map(({ group, lines }) => (
            <section key={group} aria-label={t(`keys.${group}`)}>
              <h3>{t(`keys.${group}`)}</h3>
              <dl>
                {lines.map(({ label, ways }) => (
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd>
                      {ways.map((way) => (
                        <span key={way.join(' ')} className="keys-way">
                          {way.map((key, index) => (
                            <Key key={index}>{key}</Key>
                          ))}
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </div>
    </Dialog>
  );
}
