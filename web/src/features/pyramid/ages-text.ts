import type { TFunction } from 'i18next';

interface Ages {
  readonly ageFrom: number | null;
  readonly ageTo: number | null;
}

/** For which ages, in words. */
export function agesText({ ageFrom, ageTo }: Ages, t: TFunction): string {
  if (ageFrom === null && ageTo === null) {
    return t('pyramid.anyAge');
  }
  if (ageTo === null) {
    return t('pyramid.ageFrom', { from: ageFrom });
  }
  return ageFrom === null ? t('pyramid.ageTo', { to: ageTo }) : t('pyramid.ageBetween', { from: ageFrom, to: ageTo });
}
