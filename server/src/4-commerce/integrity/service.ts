import { type DoctorCheck, fail, ok } from '#kernel/doctor/doctor.ts';
import type { Kernel } from '#kernel/module.ts';
import { countFaults } from './store.ts';

/** Whether orders and their lines still belong together. */
export function orderChecks(kernel: Pick<Kernel, 'postgres'>): DoctorCheck[] {
  const name = 'commerce.orders';
  return [
    {
      name,
      run: async () => {
        const { strayLines, wrongTotals } = await countFaults(kernel.postgres.db);
        if (strayLines + wrongTotals === 0) {
          return ok(name, { 'zh-CN': '每张订单的合计与明细一致', en: 'Every order is the sum of its lines' });
        }
        return fail(name, {
          message: {
            'zh-CN': `${strayLines} 行明细没有订单，${wrongTotals} 张订单的合计与明细不符`,
            en: `${strayLines} lines without an order, ${wrongTotals} orders that are not the sum of their lines`,
          },
          remedy: {
            'zh-CN': '从备份恢复，或重新导入有关订单的文件',
            en: 'Restore a backup, or import the files of these orders again',
          },
        });
      },
    },
  ];
}
