/** The kind of approval by which people who were handed in become customers. */
export const SUBMISSION_APPROVAL = 'entry.submission';
