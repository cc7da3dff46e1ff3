import { Injectable } from '@nestjs/common';
import type { ChangeDepartmentDto } from '../../departments/departments.dto.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import { PitchCustomService } from '../../pitches/pitch-custom.service.js';
import type { MovePitchDto } from '../../pitches/pitches.dto.js';
import { PitchesService } from '../../pitches/pitches.service.js';
import { TasksService } from '../../pitches/tasks/tasks.service.js';
import type { Actor } from '../../platform/actor.js';
import { alongside } from '../../platform/database/alongside.js';
import type { Tx } from '../../platform/database/tx.js';
import { DomainError } from '../../platform/errors.js';
import type { BulkSubject, Change } from './change.js';

/** Ends a trial: everything it wrote is taken back. */
class TrialOver extends Error {}
/** Another process, or this one before it was killed, has changed the row. */
class AlreadyChanged extends Error {}

/**
 * Changes one row by the use case a person would use for it, so that every rule holds and every history is written. A trial runs
 * the same use case and takes it back: what it would refuse is never guessed.
 */
@Injectable()
export class RowChanger {
  constructor(
    private readonly pitches: PitchesService,
    private readonly tasks: TasksService,
    private readonly pitchCustom: PitchCustomService,
    private readonly departments: DepartmentsService,
  ) {}

  /** Why the row would be refused; null when it would not. */
  async trial(actor: Actor, subject: BulkSubject, change: Change, id: string): Promise<DomainError | null> {
    const end = async (): Promise<never> => Promise.reject(new TrialOver());
    return this.refusalOf(() => alongside({ after: end }, () => this.change(actor, subject, change, id)));
  }

  /**
   * Changes the row and marks it, in one transaction: `mark` answers false when it is marked already, and then nothing is
   * written. Returns why it was refused, or null.
   */
  async apply(
    actor: Actor,
    subject: BulkSubject,
    change: Change,
    id: string,
    mark: (tx: Tx) => Promise<boolean>,
  ): Promise<DomainError | null> {
    const before = async (tx: Tx): Promise<void> => {
      if (!(await mark(tx))) throw new AlreadyChanged();
    };
    return this.refusalOf(() => alongside({ before }, () => this.change(actor, subject, change, id)));
  }

  private async refusalOf(work: () => Promise<unknown>): Promise<DomainError | null> {
    try {
      await work();
      return null;
    } catch (error) {
      if (error instanceof TrialOver || error instanceof AlreadyChanged) return null;
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  private change(actor: Actor, subject: BulkSubject, change: Change, id: string): Promise<unknown> {
    switch (change.kind) {
      case 'owner':
        return this.pitches.assign(actor, id, change.ownerId);
      case 'stage':
        return this.pitches.move(actor, id, { to: change.to, note: change.note } as MovePitchDto);
      case 'close': {
        const { to, reason, reasonCode } = change;
        return this.pitches.move(actor, id, { to, reason, reasonCode } as MovePitchDto);
      }
      case 'task':
        return this.tasks.add(actor, id, {
          title: change.title,
          dueOn: change.dueOn,
          ownerId: change.ownerId,
        });
      case 'custom': {
        const custom = { [change.key]: change.value };
        const { asText } = change;
        return subject === 'pitches'
          ? this.pitchCustom.change(actor, id, custom, { asText })
          : this.departments.change(actor, id, { custom }, { asText });
      }
      case 'department_kind':
        return this.departments.change(actor, id, { kind: change.value as ChangeDepartmentDto['kind'] });
      case 'time_zone':
        return this.departments.change(actor, id, { timeZone: change.value });
    }
  }
}
