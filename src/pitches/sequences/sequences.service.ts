import { Injectable } from '@nestjs/common';
import { type Actor, actorName } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { DomainError, type FieldError, onConflict } from '../../platform/errors.js';
import { newId } from '../../platform/id.js';
import { PitchMailText } from '../mail/pitch-mail-text.js';
import type { SequenceDto } from './sequences.dto.js';
import { sequenceNameTaken, stepsInvalid } from './sequences.errors.js';
import { SequenceRetired, SequenceSaved } from './sequences.events.js';
import { type SequenceRow, SequencesQueries, type SequenceStep } from './sequences.queries.js';

/** Sequences as reps write them. A change is a new version; who is under way keeps the steps they began with. */
@Injectable()
export class SequencesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly queries: SequencesQueries,
    private readonly text: PitchMailText,
  ) {}

  /** Writes a new sequence. Throws `steps_invalid` (422) and `sequence_name_taken` (409). */
  create(actor: Actor, dto: SequenceDto): Promise<SequenceRow> {
    return this.work.run(actor, async (tx) => {
      const steps = await this.steps(tx, dto);
      const id = newId();
      try {
        await tx.query(
          `insert into sequence (id, name, version, created_by_name, created_at, changed_at) values ($1, $2, 1, $3, $4, $4)`,
          [id, dto.name.trim(), actorName(actor), tx.now],
        );
      } catch (error) {
        onConflict(error, 'sequence_name_uq', sequenceNameTaken);
      }
      return this.save(tx, id, 1, dto.name, steps);
    });
  }

  /** Writes its next version. Throws 404, `steps_invalid` and `sequence_name_taken`. */
  change(actor: Actor, id: string, dto: SequenceDto): Promise<SequenceRow> {
    return this.work.run(actor, async (tx) => {
      await this.queries.one(tx, id);
      const steps = await this.steps(tx, dto);
      let row: { version: number } | undefined;
      try {
        row = await tx.one<{ version: number }>(
          `update sequence set name = $2, version = version + 1, changed_at = $3 where id = $1 returning version`,
          [id, dto.name.trim(), tx.now],
        );
      } catch (error) {
        onConflict(error, 'sequence_name_uq', sequenceNameTaken);
      }
      return this.save(tx, id, row?.version ?? 1, dto.name, steps);
    });
  }

  /** Takes it out of use; who is under way goes on. A second time changes nothing. Throws 404. */
  retire(actor: Actor, id: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const { name, retiredAt } = await this.queries.one(tx, id);
      if (retiredAt) return;
      await tx.query('update sequence set retired_at = $2 where id = $1', [id, tx.now]);
      await tx.record(
        SequenceRetired(
          { sequenceId: id },
          {
            visibility: 'vendor',
            subject: { type: 'sequence', id },
            summary: `Retired the sequence “${name}”`,
          },
        ),
      );
    });
  }

  private async save(
    tx: Tx,
    id: string,
    version: number,
    name: string,
    steps: SequenceStep[],
  ): Promise<SequenceRow> {
    await tx.query(
      `insert into sequence_version (sequence_id, version, steps, by_name, created_at) values ($1, $2, $3, $4, $5)`,
      [id, version, JSON.stringify(steps), actorName(tx.actor), tx.now],
    );
    await tx.record(
      SequenceSaved(
        { sequenceId: id, version },
        {
          visibility: 'vendor',
          subject: { type: 'sequence', id },
          summary: `${version === 1 ? 'Wrote' : 'Changed'} the sequence “${name.trim()}”`,
        },
      ),
    );
    return this.queries.one(tx, id);
  }

  private async steps(tx: Tx, dto: SequenceDto): Promise<SequenceStep[]> {
    const steps: SequenceStep[] = [];
    const faults: FieldError[] = [];
    for (const [index, { templateId, waitDays }] of dto.steps.entries()) {
      try {
        const template = await this.text.template(tx, templateId);
        steps.push({ templateId: template.id, templateName: template.name, waitDays });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        faults.push({
          field: `steps.${index}.templateId`,
          message: 'Choose an approved pitch mail template.',
        });
      }
      if (index > 0 && waitDays < 1)
        faults.push({
          field: `steps.${index}.waitDays`,
          message: 'At least one business day after the mail before.',
        });
    }
    if (faults.length > 0) throw stepsInvalid(faults);
    return steps;
  }
}
