import type { TFunction } from 'i18next';

/** What the server calls the platform itself where nobody did it. */
const PLATFORM = 'system';

/** Who made or changed something, in words; the platform has no name of its own. */
export function ownerText(name: string, t: TFunction): string {
  return name === PLATFORM ? t('scoreLog.system') : name;
}
