/** The words of market opportunities, in English. */
export const enOpportunities = {
  opportunities: {
    page: 'Opportunities',
    lead: 'Which segments want categories that we offer too little of',
    lists: {
      opportunity: 'Wanted, and too little of it',
      unknown: 'Wanted, supply unknown',
      served: 'Wanted and supplied alike',
      few: 'Too few people to say',
    },
    everybody: 'All customers',
    segment: 'Segment',
    allSegments: 'All segments',
    people_one: '{{count, number}} person wants it, {{unmet}} bought nothing of it',
    people_other: '{{count, number}} people want it, {{unmet}} bought nothing of it',
    viewers_one: '{{count, number}} viewed',
    viewers_other: '{{count, number}} viewed',
    carts_one: '{{count, number}} put it into the cart',
    carts_other: '{{count, number}} put it into the cart',
    stated_one: '{{count, number}} named it as preferred',
    stated_other: '{{count, number}} named it as preferred',
    buyers_one: '{{count, number}} bought',
    buyers_other: '{{count, number}} bought',
    supplied_one: '{{count, number}} SKU to be had',
    supplied_other: '{{count, number}} SKUs to be had',
    demand: 'Demand',
    supply: 'Supply',
    gap: 'Gap',
    points: '{{points}} points',
    keep_one: 'Keep as segment ({{count, number}} person)',
    keep_other: 'Keep as segment ({{count, number}} people)',
    segmentName: '{{segment}}: want {{category}}',
    fromStock_one: 'Supply is the one SKU on sale and in stock',
    fromStock_other: 'Supply is counted from {{count, number}} SKUs on sale and in stock',
    fromRange_one: 'No stock is known: supply is the one SKU on sale, whether it can be had or not',
    fromRange_other:
      'No stock is known: supply is counted from {{count, number}} SKUs on sale, whether they can be had or not. Once stock is imported, it counts what is there',
    noSupply: 'Nothing is on sale, so there is nothing to hold demand against',
    noDemand:
      'No views, carts, purchases or preferred categories of known customers in this time: demand cannot be told',
    none_one:
      'Nothing above the limits: {{count, number}} person without it, and demand {{gap}} points above supply (see settings)',
    none_other:
      'Nothing above the limits: {{count, number}} people without it, and demand {{gap}} points above supply (see settings)',
    isCut_one: 'Only the first row is shown; the file has all',
    isCut_other: 'Only the first {{count, number}} rows are shown; the file has all',
  },
} as const;
