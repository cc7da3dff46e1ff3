import { Injectable } from '@nestjs/common';
import {
  type CustomChange,
  CustomFieldsQueries,
  type CustomValues,
} from '../departments/custom-fields.queries.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { PitchCustomChanged } from './pitch-custom.events.js';
import { pitchNotFound } from './pitches.errors.js';

/** Values of the vendor's own fields on a pitch. */
@Injectable()
export class PitchCustomService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly customFields: CustomFieldsQueries,
  ) {}

  /** Changes the fields that are named; null clears. Throws 404 and `custom_invalid` (422). `asText`: from a form or a file. */
  change(
    actor: Actor,
    pitchId: string,
    change: CustomChange,
    { asText = false }: { asText?: boolean } = {},
  ): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const pitch = isId(pitchId)
        ? await tx.one<{ departmentId: string; custom: CustomValues }>(
            `select department_id as "departmentId", custom from pitch where id = $1 for update`,
            [pitchId],
          )
        : undefined;
      if (!pitch) throw pitchNotFound();
      const { values, changed } = await this.customFields.apply(tx, 'pitch', pitch.custom, change, {
        asText,
      });
      if (changed.length === 0) return;
      await tx.query(`update pitch set custom = $2 where id = $1`, [pitchId, values]);
      await tx.record(
        PitchCustomChanged(
          { pitchId, departmentId: pitch.departmentId, keys: changed.map(({ key }) => key) },
          {
            departmentId: pitch.departmentId,
            visibility: 'vendor',
            subject: { type: 'pitch', id: pitchId },
            summary: `Changed: ${changed.map(({ label }) => label).join(', ')}`,
          },
        ),
      );
    });
  }
}
