import { Injectable } from '@nestjs/common';
import { type Actor, isPerson, type PersonActor, type Role } from '../platform/actor.js';
import { roleWords } from './people.queries.js';
import { allows, type Permission, PERMISSIONS } from './permissions.js';
import type { Tx } from '../platform/database/tx.js';
import { LayoutPart } from '../platform/web/layout-context.js';

export interface MembershipChoice {
  id: string;
  label: string;
  roleWords: string;
  sideWords: string;
  current: boolean;
}

/** Who is signed in, what else they may act as, and the banners every page carries. */
@Injectable()
export class IdentityLayout {
  @LayoutPart()
  async part(actor: Actor, tx: Tx): Promise<Record<string, unknown>> {
    const installation = await tx.one<{ demo: boolean }>('select demo from installation');
    const base = { banners: { demo: installation?.demo ?? false } };
    if (!isPerson(actor)) return base;
    return tx.asApp('one’s own account', async () => {
      const state = await tx.one<{ placeholder: boolean; mailHeld: boolean }>(
        `select not exists (select 1 from organisation where not is_placeholder) as placeholder, mail_held as "mailHeld" from installation`,
      );
      const person = await tx.one<{ name: string; email: string }>(
        'select name, email::text as email from person where id = $1',
        [actor.personId],
      );
      const zone = await tx.one<{ zone: string }>(
        'select time_zone as zone from organisation order by version desc limit 1',
      );
      return {
        may: rights(actor),
        person,
        memberships: await choices(tx, actor.personId, actor.membershipId),
        zone: zone?.zone ?? 'America/New_York',
        banners: {
          ...base.banners,
          // What is wrong with the installation is the vendor’s to mend, and only theirs to see.
          placeholderOrganisation: actor.side === 'vendor' && (state?.placeholder ?? true),
          mailHeld: actor.side === 'vendor' && (state?.mailHeld ?? false),
        },
      };
    });
  }
}

/** What the person's role allows, by camel-case name ("pitchesWrite"): pages offer only what would not be refused. */
export function rights(actor: PersonActor): Record<string, boolean> {
  return Object.fromEntries(
    (Object.keys(PERMISSIONS) as Permission[]).map((name) => [
      name.replace(/[._](\w)/g, (_, letter: string) => letter.toUpperCase()),
      allows(actor, name),
    ]),
  );
}

/** What a person may act as, in words. */
export async function choices(tx: Tx, personId: string, currentId: string): Promise<MembershipChoice[]> {
  const rows = await tx.query<{ id: string; role: Role; department: string | null }>(
    `select m.id, m.role, d.name as department from membership m left join department entry on entry.id = m.department_id
       left join department d on d.id = coalesce(entry.merged_into_id, entry.id)
      where m.person_id = $1 and m.ended_at is null order by m.created_at`,
    [personId],
  );
  return rows.map(({ id, role, department }) => ({
    id,
    label: department ? `${roleWords(role)}, ${department}` : roleWords(role),
    roleWords: roleWords(role),
    sideWords: department ?? 'The vendor',
    current: id === currentId,
  }));
}
