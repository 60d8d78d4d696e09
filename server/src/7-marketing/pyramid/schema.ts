import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { POWERS } from './place.ts';

export { POWERS, type Power, TIERS, type Tier } from './place.ts';

const age = z.number().int().min(0).max(150).nullable();
const tier = z.union([z.literal(1), z.literal(2), z.literal(3)]);
const power = z.enum(POWERS);

export const pyramidPlaceSchema = z.object({
  tier,
  kind: z.enum(['brand', 'category']),
  id: z.uuid(),
  powers: z.array(power).min(1).max(POWERS.length),
  ageFrom: age,
  ageTo: age,
});

const shownPlaceSchema = pyramidPlaceSchema.extend({
  /** Null: it is gone from the catalogue. */
  name: z.string().nullable(),
});
export type ShownPlace = z.output<typeof shownPlaceSchema>;

export const pyramidSchema = z
  .object({
    /** 0 while there is no map. */
    revision: z.number().int(),
    /** The highest tier first. */
    places: z.array(shownPlaceSchema),
    savedBy: z.string().nullable(),
    savedAt: z.iso.datetime().nullable(),
    can: z.object({ write: z.boolean() }),
  })
  .meta({ id: 'ProductPyramid' });
export type Pyramid = z.output<typeof pyramidSchema>;

export const getPyramid = defineContract({
  name: 'marketing.get_pyramid',
  method: 'GET',
  path: '/api/v1/product-pyramid',
  summary: {
    'zh-CN': '产品金字塔：哪些品牌和品类面向哪种购买力与年龄',
    en: 'The product pyramid: which brands and categories are meant for which purchasing power and age',
  },
  access: { permission: 'scores.read' },
  response: pyramidSchema,
});

export const savePyramid = defineContract({
  name: 'marketing.save_pyramid',
  method: 'PUT',
  path: '/api/v1/product-pyramid',
  summary: { 'zh-CN': '保存产品金字塔（整张）', en: 'Save the product pyramid, all of it' },
  access: { permission: 'segments.write' },
  body: z.object({
    places: z.array(pyramidPlaceSchema).max(60),
    /** The revision that the change was made from; 409 when somebody else has saved another one since. */
    baseRevision: z.number().int().min(0),
  }),
  response: pyramidSchema,
});

const bandSchema = z.object({ from: z.number().int(), to: z.number().int().nullable() });

export const getPyramidMap = defineContract({
  name: 'marketing.get_pyramid_map',
  method: 'GET',
  path: '/api/v1/product-pyramid/map',
  summary: {
    'zh-CN': '产品金字塔上的客户：每种购买力与年龄有多少人，其中多少买过对应的品牌',
    en: 'Customers on the product pyramid: how many there are of each power and age, and how many bought what is meant for them',
  },
  access: { permission: 'scores.read' },
  response: z.object({
    /** Of the purchasing power; null while it was never computed. */
    asOf: z.iso.date().nullable(),
    ages: z.array(bandSchema),
    /** A cell per power and age band that somebody is in or that something is meant for. */
    cells: z.array(
      z.object({
        /** Null: has not bought yet. */
        power: power.nullable(),
        /** Null: the age is unknown. */
        age: bandSchema.nullable(),
        customers: z.number().int(),
        /** What is meant for them, the highest tier first, each with how many of them bought it. */
        meant: z.array(
          z.object({
            tier,
            kind: z.enum(['brand', 'category']),
            id: z.uuid(),
            name: z.string(),
            buyers: z.number().int(),
          }),
        ),
      }),
    ),
  }),
});

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const customerPyramidSchema = z.object({
  /** Null: there is no map, nothing is meant for them, or they turned personal features off. */
  tier: tier.nullable(),
  power: power.nullable(),
  meant: z.array(
    z.object({ tier, kind: z.enum(['brand', 'category']), id: z.uuid(), name: z.string(), bought: z.boolean() }),
  ),
  /** Null with `tier`. */
  reason: text.nullable(),
});
export type CustomerPyramid = z.output<typeof customerPyramidSchema>;

export const getCustomerPyramid = defineContract({
  name: 'marketing.get_customer_pyramid',
  method: 'GET',
  path: '/api/v1/customers/{id}/product-tier',
  summary: {
    'zh-CN': '一位客户在产品金字塔上的位置与理由',
    en: 'Where a customer stands on the product pyramid, and why',
  },
  access: { permission: 'scores.read' },
  params: idParams,
  response: customerPyramidSchema,
});
