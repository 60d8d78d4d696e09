import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { productImageSchema } from '../products/schema.ts';

/** As uploaded; larger ones help no page. */
export const MAX_IMAGE_BYTES = 5 * 1024 ** 2;
/** Of one product. */
export const MAX_IMAGES = 12;
/** Pixels of one side: what a browser unpacks is bounded too. */
export const MAX_IMAGE_SIDE = 8000;

const images = z.object({ items: z.array(productImageSchema) });

export const addImage = defineContract({
  name: 'commerce.add_product_image',
  method: 'POST',
  path: '/api/v1/products/{id}/images',
  summary: {
    'zh-CN': '上传商品图片（请求体就是文件：PNG、JPEG、WebP，最大 5 MB）',
    en: 'Upload a picture (the body is the file: PNG, JPEG or WebP, at most 5 MB)',
  },
  access: { permission: 'products.write' },
  params: idParams,
  body: 'stream',
  response: images,
  status: 201,
});

export const orderImages = defineContract({
  name: 'commerce.order_product_images',
  method: 'PUT',
  path: '/api/v1/products/{id}/images',
  summary: { 'zh-CN': '调整图片顺序，第一张是主图', en: 'Order the pictures; the first one stands for the product' },
  access: { permission: 'products.write' },
  params: idParams,
  body: z.object({ imageIds: z.array(z.uuid()).max(MAX_IMAGES) }),
  response: images,
});

export const removeImage = defineContract({
  name: 'commerce.remove_product_image',
  method: 'DELETE',
  path: '/api/v1/products/{id}/images/{imageId}',
  summary: { 'zh-CN': '删除商品图片', en: 'Remove a picture' },
  access: { permission: 'products.write' },
  params: idParams.extend({ imageId: z.uuid() }),
  response: images,
  transaction: 'own',
});

export const getImage = defineContract({
  name: 'commerce.get_product_image',
  method: 'GET',
  path: '/api/v1/product-images/{id}',
  summary: { 'zh-CN': '商品图片', en: 'The bytes of a picture' },
  access: { permission: 'products.read' },
  params: idParams,
  response: 'stream',
});
