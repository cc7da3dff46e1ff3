import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { VerifyCheck } from '../platform/verify/verify-check.js';

/** Whether each pitch is where its history says it is. */
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
         select from pitch_stage s where s.pitch_id = p.id and s.stage = 'prospect') order by p.id limit 100`,
    );
    for (const { id } of first) yield `Pitch ${id} has no record of its opening.`;
  }
}
