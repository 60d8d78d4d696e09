import { CHANNEL_LABELS, type ContactChannel } from '#customers/pure';
import type { Text } from '#kernel/pure/text.ts';
import type { Heed } from './schema.ts';

/** What is known of somebody that whoever meets them has to mind. */
export interface Minded {
  readonly suppressions: readonly { readonly reason: string; readonly channel: ContactChannel | null }[];
  /** Purposes that sell, with what was said about each. */
  readonly selling: readonly { readonly state: string }[];
  readonly personalFeatures: boolean;
  readonly isMinor: boolean;
  readonly preferredChannel: ContactChannel | null;
  /** By which they came in: nothing has to be said of one that they use already. */
  readonly here: readonly ContactChannel[];
  /** As people read them; null: whenever. */
  readonly preferredHours: Text | null;
}

interface Told {
  readonly kind: Heed;
  readonly text: Text;
}

/** In the order in which they matter. */
export function heedsOf(known: Minded): readonly Told[] {
  const { suppressions, selling, personalFeatures, isMinor, preferredChannel, preferredHours, here } = known;
  const never = suppressions.some(({ reason }) => reason === 'do_not_contact');
  const out = [...new Set(suppressions.filter(({ reason }) => reason === 'opted_out').map(({ channel }) => channel))];
  const maySell = selling.some(({ state }) => state === 'given');
  const wasTaken = selling.some(({ state }) => state === 'withdrawn');
  const heeds: (Told | null)[] = [
    never
      ? told(
          'do_not_contact',
          '客户要求不要主动联系：只办客户提出的事',
          'Asked not to be contacted: do only what they ask for',
        )
      : null,
    isMinor ? told('minor', '未满 14 周岁：需监护人同意', 'Under 14: a guardian has to agree') : null,
    maySell || selling.length === 0
      ? null
      : wasTaken
        ? told('no_selling', '已撤回营销同意：不做推销', 'Consent to marketing was withdrawn: sell nothing')
        : told('no_selling', '没有营销同意：可以问，不能直接推销', 'No consent to marketing: ask before selling'),
    ...out.map((channel) => {
      const name = channel === null ? null : CHANNEL_LABELS[channel];
      return told('opted_out', `已退订${name?.['zh-CN'] ?? '消息'}`, `Opted out of ${name?.en ?? 'messages'}`);
    }),
    personalFeatures
      ? null
      : told('no_personal', '关闭了个性化：不按个人特征推荐', 'Turned personal features off: no personal offers'),
    preferredChannel === null || here.includes(preferredChannel)
      ? null
      : told(
          'prefers_channel',
          `希望通过${CHANNEL_LABELS[preferredChannel]['zh-CN']}联系`,
          `Would rather be reached by ${CHANNEL_LABELS[preferredChannel].en}`,
        ),
    preferredHours === null
      ? null
      : told('prefers_time', `方便联系的时间：${preferredHours['zh-CN']}`, `Best reached: ${preferredHours.en}`),
  ];
  return heeds.filter((heed) => heed !== null);
}

function told(kind: Heed, zh: string, en: string): Told {
  return { kind, text: { 'zh-CN': zh, en } };
}
