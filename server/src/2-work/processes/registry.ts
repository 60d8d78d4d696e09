import { AppError, invalidInput } from '#kernel/errors.ts';
import { processFaults } from './faults.ts';
import type { ProcessKind, Step } from './kind.ts';

/** The kinds of cases that there are. */
export interface Processes {
  /** Throws for a faulty process, and for a version that is there already. */
  register(kind: ProcessKind): void;
  /** The newest of each name. */
  list(): readonly ProcessKind[];
  /** The newest version; throws `input_invalid` naming those that there are. */
  newest(name: string): ProcessKind;
  /** The version that a case began under; throws `process_version_missing` when this platform has it no more. */
  of(name: string, version: number): ProcessKind;
}

/** An empty registry. */
export function createProcesses(): Processes {
  const kinds = new Map<string, Map<number, ProcessKind>>();
  const newestOf = (versions: ReadonlyMap<number, ProcessKind>): ProcessKind | undefined =>
    versions.get(Math.max(...versions.keys()));
  return {
    register: (kind) => {
      const faults = processFaults(kind);
      const versions = kinds.get(kind.name) ?? new Map<number, ProcessKind>();
      if (versions.has(kind.version)) {
        throw new Error(`${kind.name}: version ${kind.version} is registered twice`);
      }
      if (faults.length > 0) {
        throw new Error(faults.join('; '));
      }
      kinds.set(kind.name, versions.set(kind.version, kind));
    },
    list: () => [...kinds.values()].flatMap((versions) => newestOf(versions) ?? []),
    newest: (name) => {
      const kind = newestOf(kinds.get(name) ?? new Map());
      if (kind === undefined) {
        throw invalidInput([
          {
            field: 'kind',
            code: 'process_unknown',
            message: {
              'zh-CN': `没有这种流程；可以是 ${[...kinds.keys()].join('、')}`,
              en: `is no process; there are ${[...kinds.keys()].join(', ')}`,
            },
          },
        ]);
      }
      return kind;
    },
    of: (name, version) => {
      const kind = kinds.get(name)?.get(version);
      if (kind === undefined) {
        throw new AppError('process_version_missing', 409, {
          message: {
            'zh-CN': `流程 ${name} 的第 ${version} 版已不在系统中，请取消后重新发起`,
            en: `Version ${version} of the process ${name} is here no more; cancel the case and start anew`,
          },
        });
      }
      return kind;
    },
  };
}

/** A step of the process; throws for one that it does not have. */
export function stepOf(kind: ProcessKind, name: string): Step {
  const step = kind.steps.find((candidate) => candidate.name === name);
  if (step === undefined) {
    throw new AppError('step_missing', 409, {
      message: {
        'zh-CN': `流程 ${kind.name} 没有步骤 ${name}`,
        en: `The process ${kind.name} has no step ${name}`,
      },
    });
  }
  return step;
}
