import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const uploadFile = defineContract({
  name: 'intake.upload_file',
  method: 'POST',
  path: '/api/v1/imports/uploads',
  summary: {
    'zh-CN': '上传一份文件，供查看、试运行和导入；一天之内不用即删除',
    en: 'Upload a file to look at, try out and import; removed after a day without use',
  },
  access: { permission: 'imports.write' },
  query: z.object({ fileName: z.string().max(300).optional() }),
  body: 'stream',
  response: z.object({ id: z.uuid(), fileName: z.string(), bytes: z.number().int() }),
  status: 201,
});
