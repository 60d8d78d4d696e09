import { ProblemError } from '../../api/client.ts';

/** What the server said of single fields, by their names in the request. */
export function faultsByField(error: unknown): ReadonlyMap<string, string> {
  if (!(error instanceof ProblemError)) {
    return new Map();
  }
  return new Map((error.problem.errors ?? []).map((fault) => [fault.field, fault.message]));
}
