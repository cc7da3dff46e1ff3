import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { defineEvent } from '../platform/events/define-event.js';
import type { Stage } from './pitch-life.js';

/** After how many days without anything happening the pitches of each open stage are stale. */
export type StageLimits = { stage: Stage; staleAfterDays: number }[];

export const StageLimitsChanged = defineEvent<{ limits: Record<string, number> }>(
  'pitch.stage_limits_changed',
  {
    recordOnly: true,
  },
);

/** The limit of each open stage: how long a pitch may rest there before its card says so. */
@Injectable()
export class StageLimitsService {
  /** All open stages in their order. */
  all(tx: Tx): Promise<StageLimits> {
    return tx.query(
      `select stage, stale_after_days as "staleAfterDays" from stage_limit
        order by array_position(array['prospect', 'contacted', 'pitched', 'in_discussion', 'legal_review', 'green_lit'], stage)`,
    );
  }

  /** The limit of one stage in days; null where nothing gets stale. */
  async of(tx: Tx, stage: Stage): Promise<number | null> {
    const row = await tx.one<{ days: number }>(
      `select stale_after_days as days from stage_limit where stage = $1`,
      [stage],
    );
    return row?.days ?? null;
  }

  /** Sets the limits of the stages named, from now on and for what already rests there. */
  async change(tx: Tx, limits: Partial<Record<Stage, number>>): Promise<StageLimits> {
    const changed = await tx.query<{ stage: Stage; days: number }>(
      `update stage_limit l set stale_after_days = given.days
         from unnest($1::text[], $2::int[]) given (stage, days)
        where l.stage = given.stage and l.stale_after_days <> given.days
        returning l.stage, l.stale_after_days as days`,
      [Object.keys(limits), Object.values(limits)],
    );
    if (changed.length > 0) {
      await tx.record(
        StageLimitsChanged(
          { limits: Object.fromEntries(changed.map(({ stage, days }) => [stage, days])) },
          {
            visibility: 'vendor',
            subject: { type: 'board', id: 'stage-limits' },
            summary: 'Limits after which a pitch is stale changed',
          },
        ),
      );
    }
    return this.all(tx);
  }
}
