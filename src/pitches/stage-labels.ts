import type { Stage } from './pitch-life.js';

const LABELS: Record<Stage, string> = {
  prospect: 'Prospect',
  contacted: 'Contacted',
  pitched: 'Pitched',
  in_discussion: 'In discussion',
  legal_review: 'Legal review',
  green_lit: 'Green lit',
  declined: 'Declined',
  dormant: 'Dormant',
};

/** A stage as people say it. */
export function stageLabel(stage: Stage): string {
  return LABELS[stage];
}
