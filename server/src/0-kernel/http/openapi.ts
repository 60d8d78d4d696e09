import { z } from 'zod';
import type { Contract } from '#kernel/http/contract.ts';
import { collectSchemas, type JsonSchema, type SchemaCollector } from '#kernel/http/openapi-schemas.ts';

export interface OpenApiInfo {
  readonly version: string;
  readonly title?: string;
}

type Json = Readonly<Record<string, unknown>>;

/** The problem document as the page describes it; the shape is that of `ProblemDocument`. */
const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z
      .array(z.object({ field: z.string(), code: z.string(), message: z.string(), row: z.int().optional() }))
      .optional(),
  })
  .meta({ id: 'Problem' });

/** An OpenAPI 3.1 page of the contracts: input sides for requests, output sides for replies, `.meta({ id })` as components. */
export function buildOpenApi(contracts: readonly Contract[], info: OpenApiInfo): Json {
  const schemas = collectSchemas();
  const problem = schemas.add(problemSchema, { io: 'output', owner: 'Problem' });
  // What comes out is named first, whatever the order of the contracts: it keeps the plain name.
  for (const contract of contracts) {
    describeSuccess(contract, schemas);
  }
  const paths: Record<string, Record<string, Json>> = {};
  for (const contract of contracts) {
    const operations = paths[contract.path] ?? {};
    operations[contract.method.toLowerCase()] = describeOperation(contract, schemas, problem);
    paths[contract.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: { title: info.title ?? 'Zhike', version: info.version },
    servers: [{ url: '/' }],
    tags: tagsOf(contracts),
    paths,
    components: {
      schemas: schemas.components(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'API key' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'zhike_session', description: 'Session of the web pages' },
      },
    },
  };
}

function tagsOf(contracts: readonly Contract[]): readonly Json[] {
  return [...new Set(contracts.map(tagOf))].map((name) => ({ name }));
}

function tagOf(contract: Contract): string {
  return contract.name.split('.')[0] ?? contract.name;
}

function describeOperation(contract: Contract, schemas: SchemaCollector, problem: JsonSchema): Json {
  const parameters = describeParameters(contract, schemas);
  return {
    operationId: contract.name,
    summary: contract.summary.en,
    'x-summary-zh-CN': contract.summary['zh-CN'],
    tags: [tagOf(contract)],
    ...(typeof contract.access === 'object' ? { 'x-zhike-permission': contract.access.permission } : {}),
    security: contract.access === 'public' ? [] : [{ bearer: [] }, { cookie: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...describeBody(contract, schemas),
    responses: {
      ...describeSuccess(contract, schemas),
      ...describeProblems(contract, problem),
    },
  };
}

function describeParameters(contract: Contract, schemas: SchemaCollector): readonly Json[] {
  return [
    ...parametersOf(contract, schemas, 'path'),
    ...parametersOf(contract, schemas, 'query'),
    ...(contract.idempotent === true
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            description: 'A retry with the same key answers with the first result for seven days',
            schema: { type: 'string', minLength: 1, maxLength: 255 },
          },
        ]
      : []),
  ];
}

function parametersOf(contract: Contract, schemas: SchemaCollector, place: 'path' | 'query'): readonly Json[] {
  const object = place === 'path' ? contract.params : contract.query;
  return Object.entries(object?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    // `schema.shape` holds zod schemas, typed as their core by the library.
    required: place === 'path' || !(schema as z.ZodType).safeParse(undefined).success,
    ...(place === 'query' ? { style: 'form', explode: true } : {}),
    schema: schemas.add(schema as z.ZodType, { io: 'input', owner: contract.name }),
  }));
}

function describeBody(contract: Contract, schemas: SchemaCollector): Json {
  if (contract.body === undefined) {
    return {};
  }
  if (contract.body === 'stream') {
    return { requestBody: { required: true, content: { '*/*': { schema: {} } } } };
  }
  const schema = schemas.add(contract.body, { io: 'input', owner: contract.name });
  return { requestBody: { required: true, content: { 'application/json': { schema } } } };
}

function describeSuccess(contract: Contract, schemas: SchemaCollector): Json {
  if (contract.response === undefined) {
    return { [contract.status ?? 204]: { description: 'Done' } };
  }
  const content =
    contract.response === 'stream'
      ? { '*/*': { schema: {} } }
      : { 'application/json': { schema: schemas.add(contract.response, { io: 'output', owner: contract.name }) } };
  const headers =
    contract.idempotent === true
      ? {
          headers: {
            'Idempotency-Replayed': {
              description: 'true when this is the first result again',
              schema: { type: 'string' },
            },
          },
        }
      : {};
  return { [contract.status ?? 200]: { description: 'Done', ...headers, content } };
}

function describeProblems(contract: Contract, problem: JsonSchema): Json {
  const hasInput = contract.params !== undefined || contract.query !== undefined || contract.body !== undefined;
  const described: readonly (readonly [string, string, boolean])[] = [
    ['400', 'Input at fault; every field is named', hasInput],
    ['401', 'Sign-in or API key needed', contract.access !== 'public'],
    ['403', 'Permission missing', typeof contract.access === 'object'],
    ['404', 'Not found', contract.params !== undefined],
    ['413', 'Body too large', contract.body !== undefined],
    ['415', 'Content type not supported', contract.body !== undefined],
    ['422', 'Idempotency-Key reused with other content', contract.idempotent === true],
    ['429', 'Rate limit reached', true],
    ['default', 'Any other problem', true],
  ];
  const content = { 'application/problem+json': { schema: problem } };
  return Object.fromEntries(
    described.filter(([, , applies]) => applies).map(([status, description]) => [status, { description, content }]),
  );
}
