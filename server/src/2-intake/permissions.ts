import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const INTAKE_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'imports.read',
    label: { 'zh-CN': '查看导入', en: 'See imports' },
    note: { 'zh-CN': '查看导入的进度和被拒绝的行', en: 'See the progress of imports and the rows they rejected' },
  },
  {
    name: 'imports.write',
    label: { 'zh-CN': '导入数据', en: 'Import data' },
    note: { 'zh-CN': '上传文件、撤销导入', en: 'Upload files, undo imports' },
  },
];
