import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Contract, defineContract } from '#kernel/http/contract.ts';
import { layerContracts } from '#kernel/http/health.ts';
import { buildOpenApi } from '#kernel/http/openapi.ts';

type Json = Record<string, unknown>;
interface Operation extends Json {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Json;
  }[];
  readonly requestBody?: Json;
  readonly responses: Record<string, Json>;
}

interface Category {
  readonly name: string;
  readonly children: readonly Category[];
}
const category: z.ZodType<Category> = z.object({
  name: z.string(),
  get children() {
    return z.array(category);
  },
});
const customer = z
  .object({
    id: z.uuid(),
    name: z.string(),
    bornOn: z.iso.date().nullable(),
    language: z.enum(['zh', 'en']).default('zh'),
  })
  .meta({ id: 'Customer' });
const summary = { 'zh-CN': '客户', en: 'Customers' };

const contracts: readonly Contract[] = [
  ...layerContracts,
  defineContract({
    name: 'customers.update_customer',
    method: 'PUT',
    path: '/api/v1/customers/{id}',
    summary,
    access: { permission: 'customers.write' },
    params: z.object({ id: z.uuid() }),
    query: z.object({
      tags: z.array(z.string()).optional(),
      limit: z.coerce.number().int().default(5),
      reason: z.string(),
    }),
    body: customer,
    response: z.object({ customer, category }),
    idempotent: true,
  }),
  defineContract({
    name: 'customers.list_customers',
    method: 'GET',
    path: '/api/v1/customers',
    summary,
    access: 'signed-in',
    response: z.object({ items: z.array(customer) }),
  }),
  defineContract({
    name: 'files.upload',
    method: 'POST',
    path: '/api/v1/files',
    summary,
    access: 'signed-in',
    body: 'stream',
    response: customer,
    status: 202,
  }),
  defineContract({ name: 'session.end', method: 'DELETE', path: '/api/v1/session', summary, access: 'public' }),
];

const page = buildOpenApi(contracts, { version: '9.9.9' });
const components = (page['components'] as Json)['schemas'] as Record<string, Json>;

function operations(): readonly (readonly [string, string, Operation])[] {
  const paths = page['paths'] as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [path, method, operation] as const),
  );
}

function operation(name: string): Operation {
  const found = operations().find(([, , candidate]) => candidate.operationId === name);
  if (found === undefined) {
    throw new Error(`No operation ${name}`);
  }
  return found[2];
}

function* references(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === '$ref') {
      yield String(item);
    } else {
      yield* references(item);
    }
  }
}

describe('the OpenAPI page [C235]', () => {
  it('is 3.1, holds every contract once under its name, and declares every place of every path', () => {
    expect(page).toMatchObject({ openapi: '3.1.0', info: { title: 'Zhike', version: '9.9.9' } });
    expect(operations().map(([path, method, { operationId }]) => [operationId, method, path])).toEqual(
      contracts.map((contract) => [contract.name, contract.method.toLowerCase(), contract.path]),
    );
    for (const [path, , { parameters = [] }] of operations()) {
      const places = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = parameters.filter((parameter) => parameter.in === 'path');
      expect(declared.map((parameter) => [parameter.name, parameter.required])).toEqual(
        places.map((place) => [place, true]),
      );
    }
  });

  it('resolves every reference inside itself', () => {
    const all = [...references(page)];
    expect(all).toContain('#/components/schemas/Customer');
    expect(all.filter((reference) => !(reference.replace('#/components/schemas/', '') in components))).toEqual([]);
  });

  it('tells what is sent in from what comes out where a default makes them differ', () => {
    const sent = operation('customers.update_customer').requestBody?.['content'];
    expect(sent).toEqual({ 'application/json': { schema: { $ref: '#/components/schemas/CustomerInput' } } });
    expect(components['CustomerInput']?.['required']).toEqual(['id', 'name', 'bornOn']);
    expect(components['Customer']?.['required']).toEqual(['id', 'name', 'bornOn', 'language']);
  });

  it('keeps the two sides apart through schemas that refer to one with a default', () => {
    const pair = z.object({ left: customer, right: customer }).meta({ id: 'Pair' });
    const base = { method: 'POST', summary, access: 'public', body: pair, response: pair } as const;
    const twice = [
      defineContract({ ...base, name: 'pairs.a', path: '/a' }),
      defineContract({ ...base, name: 'pairs.b', path: '/b' }),
    ];
    const made = buildOpenApi(twice, { version: '1' });
    expect(made).toMatchObject({
      components: {
        schemas: {
          Pair: { properties: { left: { $ref: '#/components/schemas/Customer' } } },
          PairInput: { properties: { left: { $ref: '#/components/schemas/CustomerInput' } } },
        },
      },
    });
    expect([...new Set(references((made['paths'] as Json)['/b']))]).toEqual([
      '#/components/schemas/PairInput',
      '#/components/schemas/Pair',
      '#/components/schemas/Problem',
    ]);
  });

  it('describes recursive types without a name of their own', () => {
    const name = Object.keys(components).find((candidate) => candidate.startsWith('customers_update_customer'));
    expect(components[name ?? '']).toMatchObject({
      properties: { children: { items: { $ref: `#/components/schemas/${name}` } } },
    });
  });

  it('says which query values are needed, which permission, and that retries are safe', () => {
    const update = operation('customers.update_customer');
    expect(update.parameters?.map(({ name, in: place, required }) => [name, place, required])).toEqual([
      ['id', 'path', true],
      ['tags', 'query', false],
      ['limit', 'query', false],
      ['reason', 'query', true],
      ['Idempotency-Key', 'header', false],
    ]);
    expect(update).toMatchObject({
      'x-zhike-permission': 'customers.write',
      security: [{ bearer: [] }, { cookie: [] }],
    });
    expect(operation('session.end')).toMatchObject({ security: [], responses: { 204: { description: 'Done' } } });
  });

  it('describes problems for what can go wrong, and formats without patterns', () => {
    const { responses } = operation('customers.update_customer');
    expect(Object.keys(responses)).toEqual(['200', '400', '401', '403', '404', '413', '415', '422', '429', 'default']);
    expect(responses['default']?.['content']).toEqual({
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    });
    expect(components['Customer']).toMatchObject({ properties: { id: { type: 'string', format: 'uuid' } } });
    expect(JSON.stringify(components['Customer'])).not.toContain('pattern');
    expect(operation('files.upload').requestBody).toEqual({ required: true, content: { '*/*': { schema: {} } } });
  });

  it('refuses two schemas under one name', () => {
    const other = defineContract({
      name: 'a.b',
      method: 'GET',
      path: '/a',
      summary,
      access: 'public',
      response: z.object({ x: z.int() }).meta({ id: 'Customer' }),
    });
    const third = { ...other, name: 'a.c', path: '/c', response: z.object({ y: z.int() }).meta({ id: 'Customer' }) };
    expect(() => buildOpenApi([...contracts, other, third], { version: '1' })).toThrow(
      'Two different schemas are named Customer',
    );
  });
});
