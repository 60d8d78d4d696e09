import type { Contract } from '#kernel/http/contract.ts';
import { isCoercedBoolean } from '#kernel/http/input.ts';

/** Throws at start, naming every contract that could not work as declared. */
export function checkRoutes(contracts: readonly Contract[]): void {
  const seen = new Set<string>();
  const problems = contracts.flatMap((contract) => {
    const found = problemsOf(contract);
    if (seen.has(contract.name)) {
      found.push('another contract has this name');
    }
    seen.add(contract.name);
    return found.map((problem) => `${contract.name}: ${problem}`);
  });
  if (problems.length > 0) {
    throw new Error(`Contracts at fault:\n${problems.join('\n')}`);
  }
}

function problemsOf(contract: Contract): string[] {
  const problems: string[] = [];
  const places = [...contract.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const declared = Object.keys(contract.params?.shape ?? {});
  const undeclared = places.filter((place) => !declared.includes(place));
  if (undeclared.length > 0 || declared.length !== places.length) {
    problems.push(`the path has places (${places.join(', ')}) but params declares (${declared.join(', ')})`);
  }
  if (contract.method === 'GET' && contract.body !== undefined) {
    problems.push('a GET has no body');
  }
  if (contract.idempotent === true && (contract.method === 'GET' || contract.access === 'public')) {
    problems.push('an Idempotency-Key needs a write and somebody signed in, whose key it is');
  }
  if (contract.idempotent === true && contract.transaction === 'own') {
    problems.push('an Idempotency-Key is claimed in the transaction of the write, which this contract does not have');
  }
  if (contract.idempotent === true && contract.response === 'stream') {
    problems.push('a download cannot be kept for replay');
  }
  if (
    contract.response === undefined &&
    contract.status !== undefined &&
    contract.status !== 204 &&
    contract.status !== 202
  ) {
    problems.push(`status ${contract.status} needs a response`);
  }
  for (const [name, schema] of Object.entries(contract.query?.shape ?? {})) {
    if (isCoercedBoolean(schema)) {
      problems.push(`query ${name}: z.coerce.boolean() reads "false" as true; use z.stringbool()`);
    }
  }
  return problems;
}
