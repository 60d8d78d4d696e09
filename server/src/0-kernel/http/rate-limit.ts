import rateLimitPlugin from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Contract } from '#kernel/http/contract.ts';

/** So many requests in so many seconds. */
export interface Quota {
  readonly requests: number;
  readonly windowSeconds: number;
}

/** A stricter quota, counted by address, for some routes (sign-in): guessing passwords must be slow. */
export interface StrictQuota extends Quota {
  readonly name: string;
  readonly contracts: readonly string[];
}

export interface RateLimitOptions {
  /** Per signed-in person. */
  readonly user: Quota;
  /** Per API key: machines load data. */
  readonly apiKey: Quota;
  /** Per address without credentials. */
  readonly anonymous: Quota;
  readonly strict: readonly StrictQuota[];
  /** Contracts that are never limited: probes, whose refusal would restart a healthy process. */
  readonly exempt: readonly string[];
}

export const DEFAULT_RATE_LIMITS: RateLimitOptions = {
  user: { requests: 3000, windowSeconds: 60 },
  apiKey: { requests: 300_000, windowSeconds: 60 },
  anonymous: { requests: 600, windowSeconds: 60 },
  strict: [
    { name: 'sign-in', contracts: ['access.sign_in', 'access.change_my_password'], requests: 20, windowSeconds: 60 },
    {
      name: 'member-links',
      contracts: ['contact.read_preferences', 'contact.save_preferences', 'contact.confirm_consent'],
      requests: 60,
      windowSeconds: 60,
    },
    {
      name: 'member-forms',
      contracts: ['entry.read_public_form', 'entry.send_public_form'],
      requests: 20,
      windowSeconds: 60,
    },
  ],
  exempt: ['kernel.read_health', 'kernel.read_readiness', 'kernel.read_metrics'],
};

/** Counts one request and throws 429 when the quota is used up; the headers go with every reply. */
export type Limiter = (contract: Contract, request: FastifyRequest, reply: FastifyReply, actor: Actor) => Promise<void>;

const REMEMBERED_KEYS = 20_000;

/**
 * Limits by actor, or by address for nobody (IPv6 by /64). Counted in this process: with several web processes each
 * grants the quota. Headers follow draft-ietf-httpapi-ratelimit-headers (`RateLimit-Policy`, `RateLimit`).
 */
export async function createLimiter(app: FastifyInstance, options: RateLimitOptions): Promise<Limiter> {
  await app.register(rateLimitPlugin, { global: false, cache: REMEMBERED_KEYS });
  const counter = (name: string, quota: Quota, keyOf: ((request: FastifyRequest) => string) | null) => ({
    name,
    quota,
    count: app.createRateLimit({
      max: quota.requests,
      timeWindow: quota.windowSeconds * 1000,
      ...(keyOf === null ? {} : { keyGenerator: keyOf }),
    }),
  });
  const byActor = (request: FastifyRequest): string => request.caller?.actor.id ?? request.ip;
  const counters = {
    user: counter('user', options.user, byActor),
    'api-key': counter('api-key', options.apiKey, byActor),
    anonymous: counter('anonymous', options.anonymous, null),
  };
  const strict = new Map(
    options.strict.flatMap((quota) => {
      const made = counter(quota.name, quota, null);
      return quota.contracts.map((name) => [name, made] as const);
    }),
  );
  const exempt = new Set(options.exempt);
  return async (contract, request, reply, actor) => {
    if (exempt.has(contract.name) || actor.kind === 'system') {
      return;
    }
    const { name, quota, count } = strict.get(contract.name) ?? counters[actor.kind];
    const state = await count(request);
    if (state.isAllowed) {
      return;
    }
    reply.header('ratelimit-policy', `"${name}";q=${quota.requests};w=${quota.windowSeconds}`);
    reply.header('ratelimit', `"${name}";r=${state.remaining};t=${state.ttlInSeconds}`);
    if (state.isExceeded) {
      throw limitReached(state.ttlInSeconds);
    }
  };
}

function limitReached(seconds: number): AppError {
  return new AppError('rate_limit_reached', 429, {
    message: { 'zh-CN': `请求过于频繁，请在 ${seconds} 秒后重试`, en: `Too many requests; try again in ${seconds} s` },
    retryAfterSeconds: seconds,
  });
}
