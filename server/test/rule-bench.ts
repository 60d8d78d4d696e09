import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import type { AttributeValue } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { createPlatform, type Platform } from '../src/wiring.ts';
import { pumpAll } from './face-histories.ts';
import { asActor, openTestServer } from './http.ts';
import { said } from './statements.ts';

const context = systemContext('test');

/** Chooses whom to address; may not see masked values. */
export const MARKETER = asActor('018f0000-0000-7000-8000-0000000000ab', [
  'customers.read',
  'segments.read',
  'segments.write',
]);
/** May see them. */
export const MANAGER = asActor('018f0000-0000-7000-8000-0000000000aa', [
  'segments.read',
  'segments.write',
  'customers.read',
  'customers.reveal',
  'customers.reveal_sensitive',
  'customers.write',
  'fields.write',
  'tags.manage',
  'interactions.write',
  'settings.read',
  'settings.manage',
  'imports.write',
  'imports.read',
  'exports.write',
]);

export interface Person {
  readonly recordId: string;
  readonly customerId: string;
}

export interface NewOrder {
  readonly day: string;
  readonly currency?: string;
  readonly minor?: number;
  readonly kind?: string;
  readonly status?: string;
  readonly refundedMinor?: number;
  readonly returned?: boolean;
}

export interface RuleBench {
  readonly platform: Platform;
  readonly app: FastifyInstance;
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH',
    url: string,
    body?: unknown,
    as?: Readonly<Record<string, string>>,
    // oxlint-disable-next-line typescript/no-explicit-any -- replies of any route
  ): Promise<{ readonly status: number; readonly json: any; readonly text: string }>;
  person(
    name: string,
    about?: {
      readonly attributes?: Readonly<Record<string, AttributeValue>>;
      readonly region?: string | null;
      readonly address?: string | null;
      readonly phone?: string;
      readonly email?: string;
    },
  ): Promise<Person>;
  order(person: Person, order: NewOrder): Promise<string>;
  /** Lets the analytic store and live segments hear of everything. */
  settle(): Promise<void>;
  /** Names of those for whom the rule holds by the face for everybody; throws when the preview is refused. */
  namesFor(rule: object, asOf?: string): Promise<string[]>;
}

/** A platform of its own behind HTTP, with people and orders in a line each. */
export function useRuleBench(kernel: Kernel): RuleBench {
  const open: { platform?: Platform; app?: FastifyInstance } = {};
  beforeAll(async () => {
    open.platform = createPlatform(kernel);
    open.app = await openTestServer(kernel, open.platform.routes);
    await open.platform.feed.rebuild();
  });
  afterAll(async () => {
    await open.app?.close();
  });
  const there = <Part>(part: Part | undefined): Part => {
    if (part === undefined) {
      throw new Error('The bench stands from beforeAll on');
    }
    return part;
  };
  const bench: RuleBench = {
    get platform() {
      return there(open.platform);
    },
    get app() {
      return there(open.app);
    },
    call: async (method, url, body, as = MARKETER) => {
      const reply = await bench.app.inject({
        method,
        url: `/api/v1${url}`,
        headers: as,
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const isJson = reply.headers['content-type']?.toString().includes('json') === true;
      return { status: reply.statusCode, json: isJson ? reply.json() : null, text: reply.body };
    },
    person: async (name, { attributes = {}, ...about } = {}) => {
      const [taken] = await kernel.transaction(context, (tx) =>
        bench.platform.customers.identity.takeIn(tx, context, [said({ account: name, name, attributes, ...about })], {
          source: 'shop',
          importId: null,
          scopeId: null,
        }),
      );
      return there(taken ?? undefined);
    },
    order: (person, order) => placeOrder(kernel, person, order),
    settle: async () => {
      await pumpAll({ kernel, platform: bench.platform });
      for (const reader of bench.platform.segments.parts.readers ?? []) {
        while ((await kernel.events.pump(reader)) > 0) {
          // until nothing is left
        }
      }
      await kernel.jobs.drain(bench.platform.jobs);
    },
    namesFor: async (rule, asOf) => {
      const { status, json, text } = await bench.call('POST', '/segments/preview', { rule, asOf }, MANAGER);
      if (status !== 200) {
        throw new Error(text);
      }
      return json.sample.map(({ name }: { readonly name: string }) => name).toSorted();
    },
  };
  return bench;
}

async function placeOrder(kernel: Kernel, { recordId, customerId }: Person, order: NewOrder): Promise<string> {
  const id = newId();
  const { day, currency = 'CNY', minor = 10_000, kind = 'sale', status = 'paid' } = order;
  const { refundedMinor = 0, returned = false } = order;
  await kernel.transaction(context, async (tx) => {
    await sql`
      insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
        sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at,
        refunded_minor, has_returns)
      values (${id}, 'shop', ${id}, ${kind}, ${status}, ${`${day}T04:00:00Z`}, ${day}, ${currency}, ${minor},
        ${Math.max(0, minor)}, ${kind === 'sale' ? 1 : 0}, 1, ${recordId}, ${customerId}, '', now(), now(),
        ${refundedMinor}, ${returned})`.execute(tx);
    await kernel.events.append(tx, context, [{ type: 'commerce.orders_changed', data: { orderIds: [id] } }]);
  });
  return id;
}
