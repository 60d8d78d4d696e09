import { ProblemError } from '../../api/client.ts';

/** What is wrong with a refused form, field by field. */
export function faultsByField(error: unknown): Readonly<Partial<Record<string, string>>> {
  const faults = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return Object.fromEntries(faults.map(({ field, message }) => [field, message]));
}
