import type { ProcessKind, Step } from './kind.ts';

/** What is wrong with a process as it is declared; told at start-up, not by the first case that falls into it. */
export function processFaults(kind: ProcessKind): readonly string[] {
  const names = new Set(kind.steps.map(({ name }) => name));
  const unknown = (step: string | null, where: string): string[] =>
    step === null || names.has(step) ? [] : [`${kind.name}: ${where} leads to the unknown step ${step}`];
  return [
    ...unknown(kind.first, 'first'),
    ...(names.size === kind.steps.length ? [] : [`${kind.name}: two steps share a name`]),
    ...kind.steps.flatMap((step) => targetsOf(step).flatMap((target) => unknown(target, step.name))),
  ];
}

function targetsOf(step: Step): readonly (string | null)[] {
  if (step.type === 'approval') {
    return [step.onApproved, step.onRejected];
  }
  return [...step.returnsTo, ...(step.notBy ?? []), ...(step.owner.by === 'step' ? [step.owner.step] : [])];
}
