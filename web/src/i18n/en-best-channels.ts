/** The words of the best channel of each segment. */
export const enBestChannels = {
  bestChannels: {
    title: 'Best channel of each segment',
    lead: 'In which sales channel the members of each segment buy. One is marked as best only where chance hardly explains the difference: those who buy in one of two channels alone tell them apart (99% sure).',
    everybody: 'All customers',
    nothing: 'No member bought in this span.',
    best: 'Best channel: {{channel}}',
    unclear: 'Chance may explain the difference between the channels: none is marked.',
    mark: 'best',
    share: 'Members who bought',
    interval: 'Interval (99%)',
    buyers: 'Buyers',
    orders: 'Orders',
    revenue: 'Revenue',
    emptyTitle: 'No purchase of this span belongs to a channel',
    emptyBody: 'Choose another span, or put sources to channels in the settings of shops.',
  },
};
