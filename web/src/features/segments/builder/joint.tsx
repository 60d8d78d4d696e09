import { useTranslation } from 'react-i18next';
import type { Group } from '../rule/parts.ts';

export interface LinePlace {
  readonly groupId: string;
  readonly index: number;
  readonly size: number;
  readonly level: number;
  /** How the lines around it go together. */
  readonly joint: Group;
}

/** "And", "or", "nor" before every line but the first. */
export function Joint({ index, joint }: Pick<LinePlace, 'index' | 'joint'>) {
  const { t } = useTranslation();
  return (
    <span className="rule-joint" aria-hidden="true">
      {index === 0 ? '' : t(`segments.joints.${joint}`)}
    </span>
  );
}
