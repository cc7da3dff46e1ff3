import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { parse } from 'csv-parse/sync';
import { normaliseName } from '../../src/departments/department-name.js';
import { projectRoot } from '../../src/platform/project-root.js';

export const STAGES = [
  'prospect', 'contacted', 'pitched', 'in_discussion', 'legal_review', 'green_lit', 'declined', 'dormant',
]; // prettier-ignore
export const OPEN_STAGES = STAGES.slice(0, 6);
const OWNERS = 40;
const BATCH = 20_000;
const STATES = ['KS', 'OH', 'TX', 'CA', 'PA', 'NY', 'FL', 'IL', 'GA', 'MO', 'WI', 'MN'];
const BEGINNINGS = [
  'Al',
  'Bar',
  'Cal',
  'Dor',
  'El',
  'Fen',
  'Gar',
  'Hal',
  'Ing',
  'Jor',
  'Kel',
  'Lor',
  'Mar',
  'Nor',
  'Os',
  'Pel',
];
const MIDDLES = ['ba', 'den', 'fi', 'gro', 'lan', 'mer', 'nis', 'ro', 'sa', 'ti', 'ver', 'wi'];
const ENDINGS = [
  'burg',
  'dale',
  'field',
  'ford',
  'ham',
  'ley',
  'mont',
  'port',
  'stead',
  'ton',
  'ville',
  'wood',
];
const BODIES = ['Police Department', 'County Sheriff', 'Police Department', 'University Police', 'Marshal'];

interface Place {
  name: string;
  state: string;
  county: string | null;
}

/** Names of departments: those of the public agency list where it lies beside the checkout, else invented. */
function places(count: number): Place[] {
  const listed = agencyList();
  const made: Place[] = listed.slice(0, count);
  for (let i = made.length; i < count; i++) made.push(invented(i));
  return made;
}

function agencyList(): Place[] {
  const folder = process.env['LIAISON_DATA'] ?? path.join(projectRoot(), '..', 'shared', 'data');
  const file = path.join(folder, 'fbi-agencies-2017.csv');
  if (!existsSync(file)) return [];
  const rows = parse(readFileSync(file), { columns: true }) as Record<string, string>[];
  return rows
    .filter((row) => row['agency_name']?.trim() && /^[A-Z]{2}$/.test(row['state'] ?? ''))
    .map((row) => ({
      name: (row['agency_name'] ?? '').replace(/\s+/g, ' ').trim(),
      state: row['state'] ?? '',
      county: row['primary_county'] || null,
    }));
}

/** Some 27,000 names of towns, then the same with a number: what a list this long would look like to an index. */
function invented(i: number): Place {
  const pick = (words: string[], of: number): string => words[of % words.length] ?? '';
  const town = `${pick(BEGINNINGS, i)}${pick(MIDDLES, i >> 4)}${pick(MIDDLES, (i >> 4) % 11)}${pick(ENDINGS, i >> 7)}`;
  const part = i > 30_000 ? ` ${(i % 977).toString(36)}` : '';
  return {
    name: `${town}${part} ${pick(BODIES, i)}`,
    state: pick(STATES, i),
    county: `${pick(BEGINNINGS, i >> 3)}${pick(ENDINGS, i)}`,
  };
}

/** Departments with their addresses, owners, and pitches in all stages with history and steps to come, set by set. */
export async function fillBoard(
  client: pg.Client,
  size: { departments: number; pitches: number },
): Promise<void> {
  await client.query(
    `insert into person (id, name, email, created_at)
     select ${id('8', 'i')}, 'Rep ' || i, 'rep-' || i || '@bench.example', now() from generate_series(1, ${OWNERS}) i`,
  );
  const all = places(size.departments);
  for (let at = 0; at < all.length; at += BATCH) {
    const some = all.slice(at, at + BATCH);
    await client.query(
      `insert into department (id, name, search_name, kind, county, state, time_zone, time_zone_source, created_at, updated_at)
       select ${id('9', `$1 + n`)}, name, search_name,
              case when name ~* 'sheriff' then 'sheriff' when name ~* 'univ' then 'university' else 'municipal_police' end,
              county, state, 'America/Chicago', 'assumed', now(), now()
         from unnest($2::text[], $3::text[], $4::text[], $5::text[]) with ordinality d (name, search_name, county, state, n)`,
      [
        at,
        some.map(({ name }) => name),
        some.map(({ name }) => normaliseName(name)),
        some.map(({ county }) => county),
        some.map(({ state }) => state),
      ],
    );
  }
  await client.query(
    `insert into department_slug (slug, department_id, current)
     select 'bench-' || row_number() over (), id, true from department`,
  );
  // One open pitch per department is so by construction; asking row by row would take longer than everything else.
  await client.query(`alter table pitch disable trigger pitch_one_open`);
  await client.query(
    `insert into pitch (id, department_id, owner_id, stage, stage_entered_on, opened_on, closed_on, close_reason,
                        last_touched_on, devices_promised, created_at)
     select ${id('a', 'i')}, ${id('9', `1 + (i - 1) * $1::bigint / $2`)}, ${id('8', `1 + i * 7 % ${OWNERS}`)}, stage, entered,
            entered - (i * 13 % 60)::int,
            case when stage in ('declined', 'dormant') or (stage = 'green_lit' and i % 5 < 4) then entered end,
            case when stage in ('declined', 'dormant') then 'No answer' end,
            greatest(entered, current_date - (i * 31 % 90)::int), (i * 17 % 6)::int, now()
       from (select i, ($3::text[])[1 + i % 8] as stage, current_date - (i * 7919 % 700)::int as entered
               from generate_series(1, $2::bigint) i) made`,
    [size.departments, size.pitches, STAGES],
  );
  await client.query(`alter table pitch enable trigger pitch_one_open`);
  await client.query(
    `insert into pitch_stage (id, pitch_id, department_id, stage, entered_at, left_at, occurred_on, left_on, by_name)
     select gen_random_uuid(), id, department_id, 'prospect', opened_on, stage_entered_on, opened_on, stage_entered_on, 'Rep'
       from pitch where stage <> 'prospect'
     union all
     select gen_random_uuid(), id, department_id, stage, stage_entered_on, null, stage_entered_on, null, 'Rep' from pitch`,
  );
  await client.query(
    `insert into task (id, pitch_id, department_id, title, due_on, owner_id, created_by_name, created_at, done_at)
     select gen_random_uuid(), p.id, p.department_id, (array['Call the chief', 'Send the terms', 'Ask the clerk'])[1 + n % 3],
            current_date + (n * 5), p.owner_id, 'Rep', now(), case when n = 1 then now() end
       from pitch p cross join generate_series(1, 2) n where p.closed_on is null and p.devices_promised <> 3`,
  );
  await client.query(`vacuum analyze`);
}

/** An id of a kind (one hexadecimal digit) and a number, as SQL. */
function id(kind: string, number: string): string {
  return `('018f0000-0000-7000-${kind}000-' || lpad(to_hex((${number})::bigint), 12, '0'))::uuid`;
}
