import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { type Actor, actorName, SYSTEM } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/id.js';
import { PitchesQueries } from '../pitches.queries.js';
import { Ending } from './ending.js';
import { stopLinkUnknown } from './sequences.errors.js';
import { DepartmentStoppedFollowUps, FollowUpStopLifted } from './sequences.events.js';
import { SequencesQueries } from './sequences.queries.js';
import { StopLink } from './stop-link.js';

/** What the page behind the link says. */
export interface Stoppable {
  departmentName: string;
  vendorName: string;
  /** Nothing more is planned in the pitch, for whatever reason. */
  over: boolean;
  /** Because the department said so. */
  stopped: boolean;
}

/**
 * The department's own stop: everything that follows up in the pitch ends, and no new one can begin there until it is lifted.
 * What ended stays ended; unsubscribing from mail is another thing, and no lifting touches it. Lock order: pitch, then stop.
 */
@Injectable()
export class DepartmentStopService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly queries: SequencesQueries,
    private readonly pitches: PitchesQueries,
    private readonly organisation: OrganisationQueries,
    private readonly ending: Ending,
    private readonly links: StopLink,
  ) {}

  /** What the link is about; looking changes nothing. Throws 404 for a link that was not made here. */
  look(token: string): Promise<Stoppable> {
    const id = this.idOf(token);
    return this.work.read(SYSTEM, (tx) => this.standing(tx, id));
  }

  /** Stops every follow-up of the pitch; a second time changes nothing. Throws 404. */
  stop(token: string): Promise<Stoppable> {
    const id = this.idOf(token);
    return this.work.run(SYSTEM, async (tx) => {
      const { pitchId, departmentId } = await this.queries.enrolment(tx, id);
      await tx.query('select from pitch where id = $1 for update', [pitchId]);
      const isNew = await tx.one(
        `insert into sequence_stop (id, pitch_id, department_id, enrolment_id, stopped_at) values ($1, $2, $3, $4, $5)
         on conflict (pitch_id) where lifted_at is null do nothing returning id`,
        [newId(), pitchId, departmentId, id, tx.now],
      );
      if (isNew) {
        await this.ending.stopPitch(tx, pitchId, 'by_department', 'The department');
        await tx.record(
          DepartmentStoppedFollowUps(
            { enrolmentId: id, pitchId, departmentId },
            {
              departmentId,
              visibility: 'shared',
              subject: { type: 'pitch', id: pitchId },
              summary: 'The department stopped our follow-up mails',
            },
          ),
        );
      }
      return this.standing(tx, id);
    });
  }

  /** The department, by its link, lets follow-ups be planned again. Where nothing is stopped, nothing changes. Throws 404. */
  liftByLink(token: string): Promise<Stoppable> {
    const id = this.idOf(token);
    return this.work.run(SYSTEM, async (tx) => {
      const { pitchId, departmentId } = await this.queries.enrolment(tx, id);
      const summary = 'The department lets follow-up mails come again';
      await this.lift(tx, { pitchId, departmentId }, 'department', 'The department', null, summary);
      return this.standing(tx, id);
    });
  }

  /**
   * A rep lets follow-ups be planned again because somebody at the department asked for it; `note` says who, and the
   * department reads it. Where nothing is stopped, nothing changes. Throws 404. Returns whether a stop was lifted.
   */
  liftByRep(actor: Actor, pitchId: string, note: string): Promise<boolean> {
    return this.work.run(actor, async (tx) => {
      const { departmentId } = await this.pitches.detail(tx, pitchId);
      const words = note.trim().replace(/\s+/g, ' ');
      const summary = `Follow-up mails may come again: ${words}`;
      return this.lift(tx, { pitchId, departmentId }, 'rep', actorName(actor), words, summary);
    });
  }

  private async lift(
    tx: Tx,
    { pitchId, departmentId }: { pitchId: string; departmentId: string },
    by: 'department' | 'rep',
    byName: string,
    note: string | null,
    summary: string,
  ): Promise<boolean> {
    await tx.query('select from pitch where id = $1 for update', [pitchId]);
    const lifted = await tx.query(
      `update sequence_stop set lifted_at = $2, lifted_by = $3, lifted_by_name = $4, lift_note = $5
        where pitch_id = $1 and lifted_at is null returning id`,
      [pitchId, tx.now, by, byName, note],
    );
    if (lifted.length === 0) return false;
    await tx.record(
      FollowUpStopLifted(
        { pitchId, departmentId, by },
        { departmentId, visibility: 'shared', subject: { type: 'pitch', id: pitchId }, summary },
      ),
    );
    return true;
  }

  private async standing(tx: Tx, id: string): Promise<Stoppable> {
    const { departmentName, pitchId } = await this.queries.enrolment(tx, id);
    const { productName } = await this.organisation.current(tx);
    return {
      departmentName,
      vendorName: productName,
      over: !(await this.queries.followedUp(tx, pitchId)),
      stopped: await this.queries.departmentStopped(tx, pitchId),
    };
  }

  private idOf(token: string): string {
    const id = this.links.read(token);
    if (!id) throw stopLinkUnknown();
    return id;
  }
}
