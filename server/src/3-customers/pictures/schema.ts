import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

/** A portrait of a few hundred pixels; pages make larger ones smaller before they send them. */
export const MAX_PICTURE_BYTES = 512 * 1024;
export const MAX_PICTURE_SIDE = 2000;

const answer = z
  .object({
    picture: z
      .object({
        id: z.uuid(),
        width: z.number().int(),
        height: z.number().int(),
        addedAt: z.iso.datetime(),
        addedBy: z.string(),
      })
      .nullable(),
    can: z.object({ change: z.boolean() }),
  })
  .meta({ id: 'CustomerPicture' });
export type CustomerPicture = z.output<typeof answer>;

export const findPicture = defineContract({
  name: 'customers.find_picture',
  method: 'GET',
  path: '/api/v1/customers/{id}/picture',
  summary: { 'zh-CN': '客户有没有头像', en: 'Whether there is a picture of a customer' },
  access: { permission: 'customers.read' },
  params: idParams,
  response: answer,
});

export const putPicture = defineContract({
  name: 'customers.put_picture',
  method: 'PUT',
  path: '/api/v1/customers/{id}/picture',
  summary: {
    'zh-CN': '上传客户头像（请求体就是文件：PNG、JPEG、WebP，最大 512 KB），代替原有的',
    en: 'Upload a picture of a customer (the body is the file: PNG, JPEG or WebP, at most 512 KB) instead of the one before',
  },
  access: { permission: 'customers.write' },
  params: idParams,
  body: 'stream',
  response: answer,
});

export const removePicture = defineContract({
  name: 'customers.remove_picture',
  method: 'DELETE',
  path: '/api/v1/customers/{id}/picture',
  summary: { 'zh-CN': '删除客户头像', en: 'Remove the picture of a customer' },
  access: { permission: 'customers.write' },
  params: idParams,
  response: answer,
});

export const getPicture = defineContract({
  name: 'customers.get_picture',
  method: 'GET',
  path: '/api/v1/customer-pictures/{id}',
  summary: { 'zh-CN': '客户头像', en: 'The bytes of a picture of a customer' },
  access: { permission: 'customers.read' },
  params: idParams,
  response: 'stream',
});
