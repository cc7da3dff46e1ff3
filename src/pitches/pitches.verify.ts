import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { VerifyCheck } from '../platform/verify/verify-check.js';
import { stageLabel } from './stage-labels.js';
import type { Stage } from './pitch-life.js';

/** Whether each pitch is where its history says it is, whether that history goes forward, and whether the board counts right. */
@Injectable()
export class PitchesVerify {
  @VerifyCheck('pitches')
  async *check(tx: Tx): AsyncGenerator<string> {
    const astray = await tx.query<{ id: string; stage: string; last: string | null }>(
      `select p.id, p.stage, s.stage as last from pitch p
         left join pitch_stage s on s.pitch_id = p.id and s.left_at is null
        where s.stage is distinct from p.stage order by p.id limit 100`,
    );
    for (const { id, stage, last } of astray) {
      yield `Pitch ${id} is in ${stage}, its history ends in ${last ?? 'nothing'}.`;
    }
    const first = await tx.query<{ id: string }>(
      `select p.id from pitch p where not exists (
         select from pitch_stage s where s.pitch_id = p.id) order by p.id limit 100`,
    );
    for (const { id } of first) yield `Pitch ${id} has no record of its opening.`;
    yield* this.order(tx);
    yield* this.counts(tx);
    yield* this.copies(tx);
  }

  /** A stay begins when the one before it ended, or later. */
  private async *order(tx: Tx): AsyncGenerator<string> {
    const backwards = await tx.query<{ id: string }>(
      `select distinct pitch_id as id from (
         select pitch_id, entered_at, occurred_on,
                lag(left_at) over (partition by pitch_id order by entered_at, id) as ended_at,
                lag(left_on) over (partition by pitch_id order by entered_at, id) as ended_on
           from pitch_stage) stay
        where entered_at < ended_at or occurred_on < ended_on order by 1 limit 100`,
    );
    for (const { id } of backwards) yield `Pitch ${id} entered a stage before it left the one before.`;
  }

  private async *counts(tx: Tx): AsyncGenerator<string> {
    const wrong = await tx.query<{ stage: Stage; off: number }>(
      `select stage, sum(n)::int as off from (
         select stage, owner_id, open, pitches as n, devices, entered_days as days from pitch_tally
         union all
         select stage, owner_id, closed_on is null, -1, -devices_promised, date '2000-01-01' - stage_entered_on from pitch
       ) both_sides group by stage, owner_id, open having sum(n) <> 0 or sum(devices) <> 0 or sum(days) <> 0`,
    );
    for (const { stage, off } of wrong)
      yield `The board's counters of ${stageLabel(stage).toLowerCase()} are wrong for one owner (${off} pitches too many).`;
  }

  /** What a pitch carries of its department and of its next step says what these say themselves. */
  private async *copies(tx: Tx): AsyncGenerator<string> {
    const old = await tx.query<{ id: string; place: boolean }>(
      `select p.id, p.place_card <> coalesce(s.card, e.card) as place
         from pitch p join department e on e.id = p.department_id left join department s on s.id = e.merged_into_id
         left join lateral (
           select card, due_on from task where pitch_id = p.id and done_at is null order by due_on, id limit 1) t on true
        where p.place_card <> coalesce(s.card, e.card) or p.step_card is distinct from t.card
           or p.step_due_on is distinct from t.due_on
        order by p.id limit 100`,
    );
    for (const { id, place } of old)
      yield `The board shows an old ${place ? 'department' : 'next step'} for pitch ${id}.`;
  }
}
