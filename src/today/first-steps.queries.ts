import { Injectable } from '@nestjs/common';
import { allows } from '../identity/people.queries.js';
import type { VendorActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';

export interface FirstStep {
  done: boolean;
  title: string;
  note: string;
  label: string;
  href: string;
}

/** What a fresh installation needs, in order, until its first pitch is open. */
@Injectable()
export class FirstStepsQueries {
  /** The steps this person may take; none once there is a pitch. */
  async of(tx: Tx, actor: VendorActor): Promise<FirstStep[]> {
    const found = await tx.asApp('what a fresh installation lacks', () =>
      tx.one<{ pitch: boolean; named: boolean; department: boolean; people: boolean }>(
        `select exists (select from pitch) as pitch, exists (select from organisation where not is_placeholder) as named,
                exists (select from department) as department,
                (select count(*) > 1 from (select from membership where ended_at is null limit 2) m) as people`,
      ),
    );
    if (!found || found.pitch) return [];
    const steps: (FirstStep & { needs: Parameters<typeof allows>[1] })[] = [
      {
        needs: 'organisation.write',
        done: found.named,
        title: 'Fill in your organisation',
        note: 'Names, postal address and press contact. Nothing is mailed outside before.',
        label: 'Settings',
        href: '/settings',
      },
      {
        needs: 'people.manage',
        done: found.people,
        title: 'Invite the others',
        note: 'Reps, two groups of reviewers, and whoever ships devices.',
        label: 'Invite',
        href: '/settings/people',
      },
      {
        needs: 'imports.manage',
        done: found.department,
        title: 'Bring in the agency list',
        note: 'It is checked first and can be undone. One department can be added by hand.',
        label: 'Import',
        href: '/imports',
      },
      {
        needs: 'pitches.write',
        done: false,
        title: 'Open the first pitch',
        note: 'Choose a department and what it is offered.',
        label: 'New pitch',
        href: '/pitches/new',
      },
    ];
    return steps.filter(({ needs }) => allows(actor, needs)).map(({ needs: _needs, ...step }) => step);
  }
}
