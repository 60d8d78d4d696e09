import type { ArgFace } from '../rule/values.ts';

/** What every editor of an argument is given. */
export interface EditorProps {
  readonly face: ArgFace;
  readonly value: unknown;
  /** The full name of the catalogue that it is chosen from; null where it is typed, or nothing can be chosen yet. */
  readonly catalogue: string | null;
  readonly currency: string;
  readonly onChange: (value: unknown) => void;
  readonly onClose: () => void;
}
