import type { Dictionary } from './dictionary.ts';

/** The words of the model of who is one person, in English. */
export const enMatch: Dictionary['match'] = {
  title: 'Matching model',
  link: 'Matching model',
  runs: 'Matching of all customers',
  run: 'Run now',
  queued: 'In the queue; it starts in a moment',
  noRuns: 'It has not run yet',
  learning: 'Learning from all customers…',
  applying: 'Working through likely pairs: {{done}} of {{all}}',
  failed: 'It did not finish',
  result: '{{pairs}} likely pairs, {{proposed}} newly for review, {{merged}} merged by itself, {{heldBack}} held back',
  byPlatform: 'by itself',
  version: 'Model no. {{version}}',
  quality: 'Precision and recall',
  qualityFormula:
    'Precision: of the pairs above the threshold, how many are one person. Recall: of those who are one person, how many are above it.',
  qualitySource:
    'Decisions of the review queue and an uploaded file of labelled pairs, with the probability that the model in force gives them.',
  noLabels: 'Shown once some pairs are reviewed or a labelled file is uploaded',
  threshold: 'Threshold',
  precision: 'Precision',
  recall: 'Recall',
  withInterval: '{{value}} ({{low}}–{{high}})',
  measuredOn: 'Measured on',
  by: { all: 'All', reviews: 'Decisions', file: 'Labelled file' },
  from: 'Threshold {{threshold}}',
  labelled: '{{reviews}} decisions, {{file}} labelled pairs',
  upload: 'Upload labelled pairs',
  uploadHint:
    'Two customers a line and whether they are one (yes or no); a customer is an id, or “source:account”. A new file replaces the one before.',
  uploaded: '{{saved}} pairs saved, {{left}} lines not understood or without a customer',
  settings: 'Thresholds and times',
  model: 'What it has learned',
  noModel: 'Shown after the first run',
  learned:
    'No. {{version}}, {{when}}, {{records}} records, {{pairs}} pairs compared, {{matches}} expected to be one person',
  chosen:
    'Merging from {{merge}}: the model expects {{expected}} to be right from {{own}}, and the higher of that and the setting holds. Review from {{review}}.',
  m: 'Among one person',
  u: 'Among two people',
};
