import type { Belonging } from './belonging.ts';

/** What most belongings do. */
export const GOES_WITH_RECORD: Pick<Belonging, 'merging' | 'unmerging'> = {
  merging: {
    'zh-CN': '全部保留，归合并后的客户；仍记着来自哪条来源记录',
    en: 'All is kept and belongs to the customer who remains; each still knows the record it came with',
  },
  unmerging: {
    'zh-CN': '随来源记录回到各自的客户，合并期间新增的也一样',
    en: 'Goes back with the record it came with, what came in the meantime too',
  },
};
