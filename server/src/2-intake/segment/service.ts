import { hash } from 'node:crypto';
import type { Context } from '#kernel/context.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Records, TakenRecord } from '../records/service.ts';
import { segmentMessage } from './schema.ts';
import { type TranslatedRecord, translateSegment } from './translate.ts';

export interface SegmentOptions {
  readonly source: string;
  readonly scopeId?: string | undefined;
}

export interface Segment {
  /** Takes messages of Segment's format in as records; `index` of a result is the message's place. */
  take(context: Context, messages: readonly unknown[], options: SegmentOptions): Promise<readonly TakenRecord[]>;
}

/** What of a person's traits is kept, unless the platform knows more fields. */
export const COMMON_TRAITS: ReadonlySet<string> = new Set(['name', 'address', 'region', 'gender', 'birthday']);

/** Segment's format over the records API. */
export function createSegment(records: Records, attributeKeys: () => Promise<ReadonlySet<string>>): Segment {
  return {
    take: async (context, messages, { source, scopeId }) => {
      const keys = await attributeKeys();
      const results: TakenRecord[] = [];
      const rows: TranslatedRecord[] = [];
      const places: number[] = [];
      for (const [index, sent] of messages.entries()) {
        const parsed = segmentMessage.safeParse(sent, { reportInput: true });
        if (!parsed.success) {
          results.push({ index, ...refused(faultsOf(parsed.error.issues, 'message')[0]) });
          continue;
        }
        const key = parsed.data.messageId ?? hash('sha256', JSON.stringify(sent), 'base64url');
        const translated = translateSegment(parsed.data, { source, key, attributeKeys: keys });
        if (translated.length === 0) {
          results.push({ index, ...refused(undefined) });
        }
        rows.push(...translated);
        places.push(...translated.map(() => index));
      }
      const taken = await records.take(context, rows, { scopeId });
      return [...results, ...taken.map((result) => ({ ...result, index: places[result.index] ?? -1 }))].toSorted(
        (a, b) => a.index - b.index,
      );
    },
  };
}

function refused(
  fault:
    | { readonly field: string; readonly code: string; readonly message: { 'zh-CN': string; en: string } }
    | undefined,
): Pick<Extract<TakenRecord, { outcome: 'rejected' }>, 'outcome' | 'fault'> {
  if (fault !== undefined) {
    return { outcome: 'rejected', fault: { field: fault.field, code: fault.code, reason: fault.message } };
  }
  return {
    outcome: 'rejected',
    fault: {
      field: 'userId',
      code: 'user_missing',
      reason: {
        'zh-CN': '需要 userId、anonymousId，或 traits 中的手机或邮箱',
        en: 'needs a userId, an anonymousId, or a phone or e-mail among the traits',
      },
    },
  };
}
