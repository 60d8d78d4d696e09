import type { Contract } from '#kernel/http/contract.ts';

/** The gate's answer as declared: refused as nobody, refused for want of permission, or let through. */
export type DeclaredAccess = 401 | 403 | 200;

/** `"GET /api/v1/customers": { "anonymous": 401, "admin": 200, … }`, every role named. */
export type AccessTable = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface WalkedCall {
  readonly role: string;
  readonly method: string;
  /** With every place filled by an id that exists nowhere. */
  readonly path: string;
  /** What such a call usually carries; its content is meant to be refused as incomplete, after the gate. */
  readonly body: Readonly<Record<string, never>> | undefined;
}

export interface WalkOptions {
  readonly contracts: readonly Contract[];
  readonly table: AccessTable;
  readonly roles: readonly string[];
  /** Makes the call as the role (sign in anew for each: some calls end the session) and tells the status. */
  readonly call: (call: WalkedCall) => Promise<number>;
}

const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

/** `GET /api/v1/customers/{id}` */
export function endpointOf(contract: Contract): string {
  return `${contract.method} ${contract.path}`;
}

/**
 * Walks every role × endpoint and compares the gate's answer with the table. Returns one sentence per disagreement:
 * an endpoint or a role that the table does not know, one that exists no more, an answer other than declared.
 * Anything but 401 and 403 counts as let through: an empty call mostly ends as 400 or 404 behind the gate.
 */
export async function walkAccess(options: WalkOptions): Promise<readonly string[]> {
  const disagreements = compareEndpoints(options);
  for (const contract of options.contracts) {
    const declared = options.table[endpointOf(contract)];
    if (declared === undefined) {
      continue;
    }
    disagreements.push(...compareRoles(contract, Object.keys(declared), options.roles));
    for (const role of options.roles) {
      const expected = declared[role];
      if (expected === undefined) {
        continue;
      }
      const status = await options.call(emptyCall(contract, role));
      const answer = status === 401 || status === 403 ? status : 200;
      if (answer !== expected) {
        disagreements.push(`${endpointOf(contract)} as ${role}: declared ${expected}, answered ${status}`);
      }
    }
  }
  return disagreements;
}

function compareEndpoints(options: WalkOptions): string[] {
  const actual = new Set(options.contracts.map(endpointOf));
  const declared = Object.keys(options.table);
  return [
    ...[...actual]
      .filter((endpoint) => !declared.includes(endpoint))
      .map((endpoint) => `${endpoint} is not in the table`),
    ...declared
      .filter((endpoint) => !actual.has(endpoint))
      .map((endpoint) => `${endpoint} is in the table but does not exist`),
  ];
}

function compareRoles(contract: Contract, declared: readonly string[], roles: readonly string[]): readonly string[] {
  const endpoint = endpointOf(contract);
  return [
    ...roles.filter((role) => !declared.includes(role)).map((role) => `${endpoint} does not say what ${role} may`),
    ...declared.filter((role) => !roles.includes(role)).map((role) => `${endpoint} names the unknown role ${role}`),
  ];
}

function emptyCall(contract: Contract, role: string): WalkedCall {
  return {
    role,
    method: contract.method,
    path: contract.path.replaceAll(/\{\w+\}/g, NOBODYS_ID),
    body: contract.method === 'GET' || contract.body === 'stream' ? undefined : {},
  };
}
