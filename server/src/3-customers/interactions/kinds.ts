import type { Text } from '#kernel/pure/text.ts';

/** Ways in which staff and a customer meet. */
export const INTERACTION_KINDS = [
  'call',
  'email',
  'sms',
  'chat',
  'wechat',
  'visit',
  'shop_visit',
  'letter',
  'complaint',
  'campaign',
  'meeting',
  'other',
] as const;
export type InteractionKind = (typeof INTERACTION_KINDS)[number];

/** Who began: the customer, we, or nobody in particular. */
export const DIRECTIONS = ['in', 'out', 'none'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** How the time-line calls each kind: in general, from the customer, from us. */
const TITLES: Readonly<Record<InteractionKind, Readonly<Record<Direction, Text>>>> = {
  call: titles(['通话', 'Call'], ['来电', 'Call from the customer'], ['去电', 'Call to the customer']),
  email: titles(['邮件', 'E-mail'], ['来信', 'E-mail from the customer'], ['发出邮件', 'E-mail to the customer']),
  sms: titles(['短信', 'Text message'], ['收到短信', 'Text from the customer'], ['发出短信', 'Text to the customer']),
  chat: titles(['在线聊天', 'Chat'], ['客户发起聊天', 'Chat begun by the customer'], ['主动聊天', 'Chat begun by us']),
  wechat: titles(['微信', 'WeChat'], ['微信来访', 'WeChat from the customer'], ['微信联系', 'WeChat to the customer']),
  visit: titles(
    ['拜访', 'Visit'],
    ['客户来访', 'The customer came to see us'],
    ['上门拜访', 'We visited the customer'],
  ),
  shop_visit: titles(['到店', 'Visit to the shop'], ['到店', 'Visit to the shop'], ['邀约到店', 'Invited to the shop']),
  letter: titles(['信件', 'Letter'], ['收到信件', 'Letter from the customer'], ['寄出信件', 'Letter to the customer']),
  complaint: titles(['投诉', 'Complaint'], ['投诉', 'Complaint'], ['投诉回访', 'Follow-up of a complaint']),
  campaign: titles(['营销触达', 'Campaign'], ['活动回应', 'Answer to a campaign'], ['营销触达', 'Campaign message']),
  meeting: titles(
    ['会面', 'Meeting'],
    ['客户约见', 'Meeting asked for by the customer'],
    ['约见客户', 'Meeting asked for by us'],
  ),
  other: titles(['其他互动', 'Other contact'], ['客户联系', 'Contact by the customer'], ['联系客户', 'Contact by us']),
};

type Pair = readonly [zh: string, en: string];

function titles(...[none, inward, outward]: readonly [Pair, Pair, Pair]): Readonly<Record<Direction, Text>> {
  const text = ([zh, en]: Pair): Text => ({ 'zh-CN': zh, en });
  return { none: text(none), in: text(inward), out: text(outward) };
}

/** What an interaction is called where it is listed. */
export function interactionTitle(kind: InteractionKind, direction: Direction): Text {
  return TITLES[kind][direction];
}
