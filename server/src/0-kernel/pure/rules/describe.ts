import type { ArgFace, ArgFaces } from './arg-face.ts';
import type { AnyCondition } from './condition.ts';

/** What a form needs to know of an argument. */
export function describeArg(name: string, face: ArgFace<unknown>) {
  return {
    name,
    face: face.face,
    label: face.label,
    optional: face.optional,
    unit: face.unit ?? null,
    min: face.min ?? null,
    max: face.max ?? null,
    options: (face.options ?? []).map(({ value, label }) => ({ value, label })),
    catalogue: face.catalogue ?? null,
    single: face.single ?? false,
  };
}

/** What a builder needs to know of a condition: nothing of it is in the code of a page. */
export function describeCondition(condition: AnyCondition) {
  return {
    is: condition.is,
    subject: condition.subject,
    group: condition.group,
    label: condition.label,
    sentence: condition.sentence,
    args: Object.entries(condition.args as ArgFaces).map(([name, face]) => describeArg(name, face)),
  };
}
