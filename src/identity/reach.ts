import { IsIn, IsOptional, IsUUID } from 'class-validator';

/** Whose pitches a rep sees: their own, their team's, or everybody's. Other roles see all. */
export const REACHES = ['own', 'team', 'all'] as const;
export type Reach = (typeof REACHES)[number];

/** The people within the reach of membership `m`, as "reachPeople"; null means everybody. Who left a team is still of it until moved. */
export const REACH_PEOPLE = `case m.reach when 'all' then null when 'own' then array[m.person_id]
    else array(select mate.person_id from membership mate where mate.team_id = m.team_id) end as "reachPeople"`;

/** The department of membership `m` with those merged into it, the survivor first; null on the vendor side. */
export const FAMILY = `case when m.department_id is not null then liaison_family(m.department_id) end as family`;

export class SetReachDto {
  @IsIn(REACHES, { message: 'Choose own, team or all.' })
  reach: Reach;

  /** Needed for `team`; with another reach it says whose work this rep’s belongs to. */
  @IsOptional()
  @IsUUID('all', { message: 'Choose a team.' })
  teamId?: string | null;
}
