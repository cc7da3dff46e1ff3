import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import { STOP_WORDS, type StopReason } from './enrolment-life.js';
import { EnrolmentEnded } from './sequences.events.js';

interface Ended {
  id: string;
  pitchId: string;
  departmentId: string;
  sequenceName: string;
}

const LIVE = `select e.id, e.pitch_id as "pitchId", e.department_id as "departmentId", q.name as "sequenceName"
  from sequence_enrolment e join sequence q on q.id = e.sequence_id where e.state in ('running', 'paused')`;

/** How enrolments end before their last mail. Whoever calls holds the pitch's lock, or is about to take it first. */
@Injectable()
export class Ending {
  /** Stops everything that runs or rests in a pitch. Returns how many that were. */
  async stopPitch(tx: Tx, pitchId: string, reason: StopReason, by: string | null): Promise<number> {
    const live = await tx.prepared<Ended>(`${LIVE} and e.pitch_id = $1 order by e.id for update of e`, [
      pitchId,
    ]);
    await this.stop(tx, live, reason, by);
    return live.length;
  }

  /** Stops everything that writes to an address. */
  async stopAddress(tx: Tx, address: string, reason: StopReason): Promise<void> {
    const live = await tx.query<Ended>(
      `${LIVE} and e.contact_id in (select id from contact where lower(email) = lower($1)) order by e.id for update of e`,
      [address],
    );
    await this.stop(tx, live, reason, null);
  }

  /** Stops everything that writes to a contact. */
  async stopContact(tx: Tx, contactId: string, reason: StopReason, by: string | null): Promise<void> {
    const live = await tx.query<Ended>(`${LIVE} and e.contact_id = $1 order by e.id for update of e`, [
      contactId,
    ]);
    await this.stop(tx, live, reason, by);
  }

  async stop(tx: Tx, rows: readonly Ended[], reason: StopReason, by: string | null): Promise<void> {
    for (const { id, pitchId, departmentId, sequenceName } of rows) {
      await tx.query(
        `update sequence_enrolment set state = 'stopped', stop_reason = $2, ended_by_name = $3, ended_at = $4,
           next_at = null, waits_for = null where id = $1 and state in ('running', 'paused')`,
        [id, reason, by, tx.now],
      );
      await tx.record(
        EnrolmentEnded(
          { enrolmentId: id, pitchId, departmentId, reason },
          {
            departmentId,
            visibility: 'vendor',
            subject: { type: 'enrolment', id },
            summary: `The sequence “${sequenceName}” ended: ${STOP_WORDS[reason]}`,
          },
        ),
      );
    }
  }
}
