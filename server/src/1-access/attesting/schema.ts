import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { secondFactorCodeSchema } from '../own-second-factor/schema.ts';

export const ATTESTATION_METHODS = ['password', 'code', 'duty'] as const;
export type AttestationMethod = (typeof ATTESTATION_METHODS)[number];

export const attestationSchema = z
  .object({
    /** Null when none holds now. */
    validUntil: z.iso.datetime().nullable(),
    /** How the asker can attest. */
    methods: z.array(z.enum(ATTESTATION_METHODS)),
    minutes: z.number().int(),
    /** What is acknowledged by ticking. */
    duty: z.string(),
  })
  .meta({ id: 'Attestation' });
export type Attestation = z.output<typeof attestationSchema>;

export const getAttestation = defineContract({
  name: 'access.get_attestation',
  method: 'GET',
  path: '/api/v1/me/attestation',
  summary: { 'zh-CN': '我的保密确认', en: 'Whether I attested, and how I can' },
  access: 'signed-in',
  response: attestationSchema,
});

export const attest = defineContract({
  name: 'access.attest',
  method: 'POST',
  path: '/api/v1/me/attestation',
  summary: {
    'zh-CN': '查看敏感资料前确认：重新输入密码、验证码，或确认保密责任',
    en: 'Attest before sensitive values: the password again, a code, or the duty of confidentiality',
  },
  access: 'signed-in',
  body: z.union([
    z.object({ method: z.literal('password'), password: z.string().min(1).max(200) }),
    z.object({ method: z.literal('code'), code: secondFactorCodeSchema }),
    z.object({ method: z.literal('duty'), accepted: z.literal(true) }),
  ]),
  response: attestationSchema,
  transaction: 'own',
});
