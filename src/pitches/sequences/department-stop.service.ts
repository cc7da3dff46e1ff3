import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { SYSTEM } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Ending } from './ending.js';
import { stopLinkUnknown } from './sequences.errors.js';
import { DepartmentStoppedFollowUps } from './sequences.events.js';
import { SequencesQueries } from './sequences.queries.js';
import { StopLink } from './stop-link.js';

/** What the page behind the link says. */
export interface Stoppable {
  departmentName: string;
  vendorName: string;
  /** Nothing more comes, for whatever reason. */
  over: boolean;
  /** Because the department said so. */
  stopped: boolean;
}

/** The department's own stop: everything that follows up in the pitch ends, and no new one can begin there. */
@Injectable()
export class DepartmentStopService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly queries: SequencesQueries,
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
        `insert into sequence_stop (pitch_id, department_id, enrolment_id, stopped_at) values ($1, $2, $3, $4)
         on conflict (pitch_id) do nothing returning pitch_id`,
        [pitchId, departmentId, id, tx.now],
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

  private async standing(tx: Tx, id: string): Promise<Stoppable> {
    const row = await this.queries.enrolment(tx, id);
    const { productName } = await this.organisation.current(tx);
    return {
      departmentName: row.departmentName,
      vendorName: productName,
      over: row.state === 'stopped' || row.state === 'done',
      stopped: await this.queries.departmentStopped(tx, row.pitchId),
    };
  }

  private idOf(token: string): string {
    const id = this.links.read(token);
    if (!id) throw stopLinkUnknown();
    return id;
  }
}
