import { newId } from '#kernel/clock.ts';
import { type Context, requireActor } from '#kernel/context.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { BodyOf } from '#kernel/http/contract.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { Audit } from '../audit/service.ts';
import { digestSecret } from '../credentials/service.ts';
import type { OwnSecondFactor } from '../own-second-factor/service.ts';
import type { SecondFactors } from '../second-factor/service.ts';
import { isUser, ownId } from '../sessions/own-id.ts';
import type { Settings } from '../settings/service.ts';
import { ATTESTATION_METHODS, ATTESTATION_MINUTES } from '../settings/trust-settings.ts';
import { selectUser } from '../users/store.ts';
import type { Attestation, AttestationMethod, attest } from './schema.ts';
import * as store from './store.ts';

export interface AttestInput {
  readonly given: BodyOf<typeof attest>;
  readonly token: string | undefined;
  readonly ip: string;
}

export interface Attesting {
  state(context: Context, token: string | undefined): Promise<Attestation>;
  /** Holds for the session it was given in. Throws `input_invalid`, 429. */
  attest(context: Context, input: AttestInput): Promise<Attestation>;
  /**
   * Before values of a level that asks for it are shown. Throws 403 `attestation_required` for somebody signed in
   * without a valid one; keys and the platform itself are no people and pass.
   */
  requireValid(context: Context): void;
}

export interface AttestingOptions {
  readonly settings: Settings;
  readonly audit: Audit;
  readonly factors: SecondFactors;
  readonly own: Pick<OwnSecondFactor, 'requireShown'>;
}

const DUTY: Text = {
  'zh-CN': '我只为手头的工作查看这些资料，不复制、不外传、不用于其他目的；我知道每次查看都有记录。',
  en: 'I look at these values for the work at hand alone; I will not copy them, pass them on or use them otherwise, and I know that every look is recorded.',
};

/** Attestations before sensitive values, over one kernel. */
export function createAttesting(kernel: Kernel, tools: AttestingOptions): Attesting {
  const { db } = kernel.postgres;
  const state: Attesting['state'] = async (context, token) => {
    const userId = ownId(context);
    const until = token === undefined ? null : await store.selectAttestedUntil(db, digestSecret(token));
    const isValid = until !== null && until > kernel.clock.now();
    return {
      validUntil: isValid ? until.toISOString() : null,
      methods: await methodsOf(kernel, tools, userId),
      minutes: await tools.settings.value<number>(ATTESTATION_MINUTES),
      duty: DUTY[context.locale],
    };
  };
  return {
    state,
    attest: async (context, { given, token, ip }) => {
      const userId = ownId(context);
      const user = await selectUser(db, { id: userId, scopeIds: null });
      if (user === null || token === undefined) {
        throw notFound({ 'zh-CN': '登录', en: 'session' }, userId);
      }
      if (!(await methodsOf(kernel, tools, userId)).includes(given.method)) {
        throw methodRefused();
      }
      if (given.method !== 'duty') {
        await tools.own.requireShown(context, user, { ...given, ip });
      }
      const at = kernel.clock.now();
      const minutes = await tools.settings.value<number>(ATTESTATION_MINUTES);
      const validUntil = new Date(at.getTime() + minutes * 60_000);
      await kernel.transaction(context, async (tx) => {
        const id = newId();
        const row = { id, userId, method: given.method, at, validUntil, tokenHash: digestSecret(token) };
        await store.insertAttestation(tx, row);
        await tools.audit(tx, context, {
          action: 'access.attested',
          subjectType: 'user',
          subjectId: userId,
          detail: { method: given.method, validUntil },
        });
      });
      return state(context, token);
    },
    requireValid: (context) => {
      requireActor(context);
      const { actor } = context;
      if (!isUser(actor) || actor.attestedUntil === undefined) {
        return;
      }
      if (actor.attestedUntil === null || actor.attestedUntil <= kernel.clock.now()) {
        throw new AppError('attestation_required', 403, {
          message: {
            'zh-CN': '查看敏感资料前，请先确认身份或保密责任',
            en: 'Attest before you look at sensitive values',
          },
        });
      }
    },
  };
}

/** A code can be asked only of whoever has an authenticator. */
async function methodsOf(
  kernel: Pick<Kernel, 'postgres'>,
  { settings, factors }: Pick<AttestingOptions, 'settings' | 'factors'>,
  userId: string,
): Promise<AttestationMethod[]> {
  const methods = await settings.value<readonly AttestationMethod[]>(ATTESTATION_METHODS);
  const hasCodes = await factors.isOn(kernel.postgres.db, userId);
  const open = methods.filter((method) => method !== 'code' || hasCodes);
  // Where only a code would do and somebody has none, the password has to.
  return open.length > 0 ? open : ['password'];
}

function methodRefused(): AppError {
  return invalidInput([
    {
      field: 'method',
      code: 'attestation_method_refused',
      message: { 'zh-CN': '不能用这种方式确认', en: 'is not a way to attest here' },
    },
  ]);
}
