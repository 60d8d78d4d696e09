/** The words of the page of one customer that are its own, in Chinese. */
export const zhCNProfile = {
  neighbours: '列表中的前后客户',
  previous: '上一位（K）',
  next: '下一位（J）',
  position: '第 {{position}} 位',
  positionOf: '第 {{position}} 位，共 {{total}} 位',
  spend: '消费',
  spendMeans: '每月订单金额减去退款；购物车和已取消的订单不计。',
  spendLabel: '近 24 个月每月消费，近 12 个月共 {{sum}}',
  lastYear: '近 12 个月',
  inMonth: '{{month}} · {{orders}} 笔',
  since: '距上次购买 {{since}}',
  rhythm: '通常每 {{usual}}买一次，距上次 {{since}}',
  overdue: '通常每 {{usual}}买一次，这次已经 {{since}}没来',
  editField: '修改{{name}}',
  saved: '{{name}}已改为“{{value}}”',
  cleared: '{{name}}已清空',
};
