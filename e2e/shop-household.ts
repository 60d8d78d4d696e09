import {
  addContact,
  addRelation,
  type Client,
  createHousehold,
  createOrganisation,
  joinHousehold,
  listRelationSuggestions,
  recordIntroduction,
  scanForRelations,
} from '../server/src/contracts.ts';
import { SERVER_POLL_MS, until } from './platform.ts';

/** Who lives with the customer, who lives at one address, and who may do business. */
const [FATHER, CHILD, SELLER, BUYER] = ['周大山', '周小宝', '钱卖布', '孙做衣'];
const [MILL, TAILOR, CLOTH] = ['云布厂', '衣坊', '牛仔布'];
export const FAMILY = `${FATHER} ${CHILD} ${SELLER} ${BUYER} ${MILL} ${TAILOR} ${CLOTH} 父亲 女儿 XXL 微信已加 问进展`;

/** A household around a customer, a link, and two who may do business; answers the household. */
export async function sendHousehold(client: Client, customerId: string): Promise<string> {
  const { id } = await client.call(createHousehold, { body: { holderCustomerId: customerId } });
  const params = { id };
  await client.call(joinHousehold, {
    params,
    body: { person: { name: FATHER }, relation: 'parent', relationWord: '父亲', sizes: { top: 'XXL' } },
  });
  await client.call(joinHousehold, {
    params,
    body: { person: { name: CHILD, birthday: '2019-05-04' }, relation: 'child', relationWord: '女儿' },
  });
  const mill = await client.call(createOrganisation, { body: { name: MILL, supplies: [CLOTH] } });
  const tailor = await client.call(createOrganisation, { body: { name: TAILOR, buys: [CLOTH] } });
  const address = '浙江省杭州市西湖区文三路 138 号 3 幢 502 室';
  const seller = await client.call(addContact, {
    params: { id: mill.id },
    body: { card: { name: SELLER, phone: '13900000011', address } },
  });
  const buyer = await client.call(addContact, {
    params: { id: tailor.id },
    body: { card: { name: BUYER, phone: '13900000012', address } },
  });
  await client.call(addRelation, {
    params: { id: customerId },
    body: { otherId: seller.customerId, kind: 'business', otherIs: 'from' },
  });
  await client.call(recordIntroduction, {
    body: {
      leftId: seller.customerId,
      rightId: buyer.customerId,
      goods: CLOTH,
      how: 'wechat',
      note: '微信已加',
      nextStep: '问进展',
      nextOn: '2026-12-01',
    },
  });
  await client.call(scanForRelations, { body: {} });
  await until(async () => (await client.call(listRelationSuggestions, { query: {} })).items.length > 0, {
    what: 'the two who live at one address',
    pollMs: SERVER_POLL_MS,
  });
  return id;
}
