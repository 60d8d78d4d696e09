/** The words of the page of one customer that are its own, in English. */
export const enProfile = {
  neighbours: 'Customers before and after in the list',
  previous: 'Previous (K)',
  next: 'Next (J)',
  position: 'No. {{position}}',
  positionOf: '{{position}} of {{total}}',
  spend: 'Spend',
  spendMeans: 'Orders of each month less refunds; carts and cancelled orders do not count.',
  spendLabel: 'Spend by month over 24 months, {{sum}} in the last 12',
  lastYear: 'last 12 months',
  inMonth: '{{month}} · orders: {{orders}}',
  since: '{{since}} since the last purchase',
  rhythm: 'Usually buys every {{usual}}; {{since}} since the last time',
  overdue: 'Usually buys every {{usual}}, but has not come for {{since}}',
  editField: 'Change {{name}}',
  saved: '{{name}} is now “{{value}}”',
  cleared: '{{name}} was cleared',
};
