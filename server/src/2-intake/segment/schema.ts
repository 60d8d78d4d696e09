import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { MAX_RECORDS, recordResultSchema } from '../records/schema.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const instant = z.iso.datetime({ offset: true });
const id = z.string().min(1).max(300);

/** What Segment's libraries send with every call; what we do not use is let through. */
const common = {
  userId: id.nullish(),
  anonymousId: id.nullish(),
  messageId: z.string().min(1).max(200).nullish(),
  timestamp: instant.nullish(),
  originalTimestamp: instant.nullish(),
  context: z
    .looseObject({
      traits: z.record(z.string(), z.unknown()).nullish(),
      page: z
        .looseObject({ url: z.string().nullish(), referrer: z.string().nullish(), title: z.string().nullish() })
        .nullish(),
      campaign: z.looseObject({ name: z.string().nullish() }).nullish(),
      sessionId: z.union([z.string(), z.number()]).nullish(),
    })
    .nullish(),
};

const identify = z.looseObject({ ...common, traits: z.record(z.string(), z.unknown()).nullish() });
const track = z.looseObject({
  ...common,
  event: z.string().min(1).max(200),
  properties: z.record(z.string(), z.unknown()).nullish(),
});
const page = z.looseObject({
  ...common,
  name: z.string().max(300).nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
});

/** One call with its type, as a batch holds it. */
export const segmentMessage = z.discriminatedUnion('type', [
  identify.extend({ type: z.literal('identify') }),
  track.extend({ type: z.literal('track') }),
  page.extend({ type: z.literal('page') }),
  page.extend({ type: z.literal('screen') }),
]);
export type SegmentMessage = z.output<typeof segmentMessage>;

const shared = {
  method: 'POST',
  access: { permission: 'records.write' },
  query: z.object({
    /** The name under which these messages come in; accounts are told apart by it. */
    source: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[\p{L}\p{N}_.-]+$/u)
      .default('segment'),
    scopeId: z.uuid().optional(),
  }),
  response: z.object({
    /** Whether every message was taken. */
    success: z.boolean(),
    /** One per record that came of a message; `index` is the message's place. */
    results: z.array(recordResultSchema),
  }),
  maxBodyBytes: MAX_BODY_BYTES,
  transaction: 'own',
} as const;

export const segmentIdentify = defineContract({
  ...shared,
  name: 'intake.segment_identify',
  path: '/api/v1/identify',
  summary: { 'zh-CN': 'Segment 格式：说明访客是谁', en: 'Segment format: say who somebody is' },
  body: identify,
});

export const segmentTrack = defineContract({
  ...shared,
  name: 'intake.segment_track',
  path: '/api/v1/track',
  summary: { 'zh-CN': 'Segment 格式：记录一个行为', en: 'Segment format: record what somebody did' },
  body: track,
});

export const segmentPage = defineContract({
  ...shared,
  name: 'intake.segment_page',
  path: '/api/v1/page',
  summary: { 'zh-CN': 'Segment 格式：记录一次页面浏览', en: 'Segment format: record a page view' },
  body: page,
});

export const segmentBatch = defineContract({
  ...shared,
  name: 'intake.segment_batch',
  path: '/api/v1/batch',
  summary: { 'zh-CN': 'Segment 格式：批量', en: 'Segment format: several messages at once' },
  body: z.looseObject({
    batch: z.array(z.unknown()).min(1).max(MAX_RECORDS),
    context: z.record(z.string(), z.unknown()).nullish(),
  }),
});
