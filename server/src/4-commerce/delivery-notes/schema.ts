import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { orderLineSchema, orderSchema } from '../orders/schema.ts';

const said = z.string().nullable();

export const deliveryNoteSchema = z
  .object({
    order: orderSchema.pick({
      id: true,
      number: true,
      kind: true,
      status: true,
      placedAt: true,
      currency: true,
      totalMinor: true,
    }),
    lines: z.array(orderLineSchema),
    /** At the head of the paper: the brand, else the shop; null when neither has a name. */
    brand: said,
    shop: said,
    /** Null when nobody is behind the order, or somebody whom the asker may not see. */
    recipient: z
      .object({
        customerId: z.uuid(),
        name: said,
        /** Masked unless revealed. */
        phone: said,
        address: said,
        isMasked: z.boolean(),
        /** As people read them, in the language of the asker. */
        height: said,
        build: said,
        clothingSize: said,
        shoeSize: said,
        parcelTime: said,
      })
      .nullable(),
    can: z.object({ reveal: z.boolean() }),
  })
  .meta({ id: 'DeliveryNote' });
export type DeliveryNote = z.output<typeof deliveryNoteSchema>;

export const getDeliveryNote = defineContract({
  name: 'commerce.get_delivery_note',
  method: 'GET',
  path: '/api/v1/orders/{id}/delivery-note',
  summary: {
    'zh-CN': '订单的配货单：商品、收件人、身材与方便收件的时间；联系方式已脱敏',
    en: 'The delivery note of an order: goods, recipient, sizes, when parcels are welcome; contact data masked',
  },
  access: { permission: 'orders.read' },
  params: idParams,
  response: deliveryNoteSchema,
});

export const revealDeliveryNote = defineContract({
  name: 'commerce.reveal_delivery_note',
  method: 'POST',
  path: '/api/v1/orders/{id}/delivery-note/reveal',
  summary: {
    'zh-CN': '含完整电话与地址的配货单（记入审计）',
    en: 'The delivery note with phone and address in full (logged with the reason)',
  },
  access: { permission: 'customers.reveal' },
  params: idParams,
  body: z.object({ reason: z.string().trim().min(2).max(500) }),
  response: deliveryNoteSchema,
});
