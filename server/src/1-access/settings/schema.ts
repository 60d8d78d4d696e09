import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { textSchema } from '../roles/schema.ts';

export const settingSchema = z
  .object({
    key: z.string(),
    label: textSchema,
    /** What it is counted in; null for a choice or a switch. */
    unit: textSchema.nullable(),
    /** Where the default comes from and what it changes. */
    note: textSchema,
    default: z.unknown(),
    /** In force now. */
    value: z.unknown(),
    /** Whether somebody set it, rather than the default being in force. */
    overridden: z.boolean(),
    updatedAt: z.iso.datetime().nullable(),
    /** JSON Schema of the value, from which a form is drawn. */
    schema: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Setting' });
export type Setting = z.output<typeof settingSchema>;

export const settingParams = z.object({ key: z.string().min(1).max(100) });

export const listSettings = defineContract({
  name: 'access.list_settings',
  method: 'GET',
  path: '/api/v1/settings',
  summary: { 'zh-CN': '全部参数及其默认值、单位和来源', en: 'All settings with default, unit and source' },
  access: { permission: 'settings.read' },
  response: z.object({ items: z.array(settingSchema), can: z.object({ update: z.boolean() }) }),
});

export const changeSetting = defineContract({
  name: 'access.change_setting',
  method: 'PUT',
  path: '/api/v1/settings/{key}',
  summary: { 'zh-CN': '修改一个参数', en: 'Change a setting' },
  access: { permission: 'settings.manage' },
  params: settingParams,
  body: z.object({ value: z.unknown() }),
  response: settingSchema,
});

export const resetSetting = defineContract({
  name: 'access.reset_setting',
  method: 'DELETE',
  path: '/api/v1/settings/{key}',
  summary: { 'zh-CN': '恢复默认值', en: 'Go back to the default' },
  access: { permission: 'settings.manage' },
  params: settingParams,
  response: settingSchema,
});
