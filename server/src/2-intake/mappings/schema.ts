import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { mappingSchema } from '../imports/schema.ts';

export const savedMappingSchema = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    source: z.string(),
    mapping: mappingSchema,
    usedAt: z.iso.datetime(),
  })
  .meta({ id: 'SavedMapping' });

export const listSavedMappings = defineContract({
  name: 'intake.list_saved_mappings',
  method: 'GET',
  path: '/api/v1/import-mappings',
  summary: { 'zh-CN': '各来源上次使用的列对应关系', en: 'The mappings that each source was imported with last' },
  access: { permission: 'imports.read' },
  query: z.object({ kind: z.string().max(50).optional() }),
  response: z.object({ items: z.array(savedMappingSchema) }),
});

export const deleteSavedMapping = defineContract({
  name: 'intake.delete_saved_mapping',
  method: 'DELETE',
  path: '/api/v1/import-mappings/{id}',
  summary: { 'zh-CN': '忘记一个来源的列对应关系', en: 'Forget the mapping of a source' },
  access: { permission: 'imports.write' },
  params: idParams,
});
