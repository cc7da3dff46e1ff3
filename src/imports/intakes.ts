import { Injectable } from '@nestjs/common';
import { ContactIntakeService } from '../departments/contact-intake.service.js';
import { DepartmentIntakeService } from '../departments/department-intake.service.js';
import type { ImportKind, Intake } from '../departments/intake.dto.js';
import { ActivityIntakeService } from '../pitches/intake/activity-intake.service.js';
import { PitchIntakeService } from '../pitches/intake/pitch-intake.service.js';

/** Who takes in which kind of list. */
@Injectable()
export class Intakes {
  private readonly byKind: Record<ImportKind, Intake>;

  constructor(
    readonly departments: DepartmentIntakeService,
    contacts: ContactIntakeService,
    pitches: PitchIntakeService,
    activities: ActivityIntakeService,
  ) {
    this.byKind = { departments, contacts, pitches, activities };
  }

  of(kind: ImportKind): Intake {
    return this.byKind[kind];
  }
}
