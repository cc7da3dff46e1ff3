interface StageDays {
  stage: string;
  days: number;
}

const NAMES: Record<string, string> = {
  prospect: 'Prospect',
  contacted: 'Contacted',
  pitched: 'Pitched',
  in_discussion: 'In discussion',
  legal_review: 'Legal review',
};

/** Median days by stage as rows of a chart, the longest marked; null while no stage was ever left. */
export function stageBars(stages: StageDays[]) {
  if (stages.length === 0) return null;
  const longest = Math.max(...stages.map(({ days }) => days));
  return {
    median: stages.reduce((sum, { days }) => sum + days, 0),
    bars: stages.map(({ stage, days }) => ({
      label: NAMES[stage] ?? stage,
      value: days,
      accent: days === longest,
    })),
  };
}
