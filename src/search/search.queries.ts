import { Injectable } from '@nestjs/common';
import { DepartmentSearchQueries, type FoundDepartment } from '../departments/department-search.queries.js';
import { placeOf } from '../departments/departments.queries.js';
import { allows } from '../identity/people.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import { survivorIfAny, survivorOf } from '../departments/survivors.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { readStep, type Step } from './command-words.js';
import { customWords, departmentsByCustom, excerpt, pitchesByCustom } from './custom-matches.js';

export interface Hit {
  name: string;
  note: string;
  href: string;
  /** Which life `state` belongs to. */
  life?: string;
  state?: string;
  icon?: string;
  /** The value of a custom field it was found by. */
  matched?: { field: string; value: string };
}

export interface HitGroup {
  title: string;
  hits: Hit[];
}

interface Found {
  kind: 'contact' | 'draft' | 'mail' | 'task' | 'device' | 'department_by_custom' | 'pitch_by_custom';
  id: string;
  name: string;
  state: string | null;
  note: string;
  /** Of those found by a custom field: its label, and the value. */
  field: string | null;
  value: string | null;
}

type Permission = Parameters<typeof allows>[1];

const EACH = 6;
/** Shorter words are alike to too much. */
const SHORTEST = 3;
/** So many texts that are alike are looked at; of more, the first ones. */
const LOOKED_AT = 200;

const STEPS: Record<
  Step['verb'],
  { title: string; name: (name: string) => string; icon: string; at: string }
> = {
  move: { title: 'Move', name: (name) => `Move ${name} to…`, icon: 'arrow-right', at: '#move' },
  log: { title: 'Log', name: (name) => `Log what was said with ${name}`, icon: 'phone', at: '#log' },
  task: {
    title: 'Add a task',
    name: (name) => `Add a task for ${name}`,
    icon: 'calendar-event',
    at: '#task',
  },
  pitch: { title: 'Create', name: (name) => `Open a pitch for ${name}`, icon: 'plus', at: '' },
};

/** Everything a person may be looking for, by name: what the reader may not see is not found. */
@Injectable()
export class SearchQueries {
  constructor(
    private readonly departments: DepartmentSearchQueries,
    private readonly work: UnitOfWork,
  ) {}

  /**
   * Best matches of each sort; sorts without any are left out. Departments and everything else are asked for side by side, each in a
   * transaction of its own: neither needs what the other found, and together they were the whole of the wait.
   */
  async find(actor: Actor, query: string): Promise<HitGroup[]> {
    const q = query.trim();
    if (q === '') return [];
    const step = readStep(q);
    const [departments, found] = await Promise.all([
      this.work.read(actor, (tx) => this.departments.best(tx, step?.rest ?? q, EACH), { plans: 'generic' }),
      this.work.read(actor, (tx) => this.others(tx, q), { plans: 'generic' }),
    ]);
    const of = (kind: Found['kind']) => found.filter((one) => one.kind === kind);
    const groups = [
      ...(step ? [stepsFor(step, departments)] : []),
      { title: 'Departments', hits: departments.map(departmentHit) },
      { title: 'Pitches', hits: departments.filter(({ pitchId }) => pitchId !== null).map(pitchHit) },
      {
        title: 'Contacts',
        hits: of('contact').map((one) => hit(one, { href: `/departments/${one.id}#contacts`, icon: 'user' })),
      },
      {
        title: 'Drafts',
        hits: of('draft').map((one) => hit(one, { href: `/drafts/${one.id}`, life: 'review' })),
      },
      { title: 'Mail', hits: of('mail').map((one) => hit(one, { href: `/mail/${one.id}`, life: 'email' })) },
      {
        title: 'Tasks',
        hits: of('task').map((one) => hit(one, { href: one.id, icon: 'calendar-event' })),
      },
      {
        title: 'Devices',
        hits: of('device').map((one) => hit(one, { href: `/rewards/${one.id}`, icon: 'package' })),
      },
    ];
    // What its name has found already is not shown a second time.
    const shown = new Set(groups.flatMap(({ hits }) => hits.map(({ href }) => href)));
    const own = found.flatMap((one) => customHit(one, q)).filter(({ href }) => !shown.has(href));
    return [...groups, { title: 'Custom fields', hits: own }].filter(({ hits }) => hits.length > 0);
  }

  /** What the reader worked on last, newest first: pitches, departments and drafts. */
  async recent(actor: Actor): Promise<HitGroup[]> {
    if (!isPerson(actor)) return [];
    const rows = await this.work.read(
      actor,
      (tx) =>
        tx.prepared<{ type: string; id: string; name: string; state: string; life: string }>(RECENT, [
          actor.personId,
        ]),
      { plans: 'generic' },
    );
    if (rows.length === 0) return [];
    const places: Record<string, (row: (typeof rows)[number]) => Partial<Hit>> = {
      pitch: (row) => ({ href: `/pitches/${row.id}`, note: 'Pitch', life: 'pitch', state: row.state }),
      draft: (row) => ({ href: `/drafts/${row.id}`, note: 'Draft', life: 'review', state: row.state }),
      department: (row) => ({ href: `/departments/${row.id}`, note: row.state, icon: 'building-community' }),
    };
    return [
      {
        title: 'You worked on',
        hits: rows.map((row) => ({ name: row.name, note: '', href: '/', ...places[row.type]?.(row) })),
      },
    ];
  }

  private others(tx: Tx, q: string): Promise<Found[]> {
    const actor = tx.actor;
    const may = (permission: Permission) => isPerson(actor) && allows(actor, permission);
    const text = q.toLowerCase();
    const words = text.length >= SHORTEST;
    const parts = [
      ...(words ? [CONTACTS] : []),
      ...(words && may('drafts.read') ? [DRAFTS] : []),
      ...(words && may('mail.read') ? [MAILS] : []),
      ...(words && may('pitches.read') ? [TASKS] : []),
      ...(may('rewards.read') ? [DEVICES] : []),
    ];
    // A department's people are not to see the vendor's own fields; the database would refuse the whole statement.
    const own = actor.side === 'vendor' ? customWords(text) : null;
    const byCustom = own
      ? [
          departmentsByCustom(LOOKED_AT, EACH),
          ...(may('pitches.read') ? [pitchesByCustom(LOOKED_AT, EACH)] : []),
        ]
      : [];
    if (parts.length === 0) return Promise.resolve([]);
    // Every text has all parameters, so that the shape of the statement depends on the rights and on the length of words alone.
    const plain = parts.map((part) => `(select part.*, null as field, null as value from (${part}) part)`);
    return tx.prepared<Found>(
      `with typed as (select $1::text as text, $2::text as after, $3::text as rarest, $4::text[] as all_words)
       ${[...plain, ...byCustom.map((part) => `(${part})`)].join(' union all ')}`,
      [text, `${text}\u{10FFFF}`, own?.rarest ?? '', own?.all ?? []],
    );
  }
}

/** The latest few of what a person ($1) did something to. */
const RECENT = `
  with mine as (
     select subject_type, subject_id::uuid as id, max(seq) as seq
       from (select subject_type, subject_id, seq from domain_event
              where actor_id = $1 and subject_type in ('department', 'draft', 'pitch') order by seq desc limit 80) latest
      group by 1, 2)
   select m.subject_type as type, m.id, coalesce(c.title, d.name) as name, coalesce(c.state, p.stage, d.state) as state
     from mine m
     left join pitch p on m.subject_type = 'pitch' and p.id = m.id
     left join draft c on m.subject_type = 'draft' and c.id = m.id
     ${survivorIfAny('coalesce(p.department_id, c.department_id, m.id)')}
    where coalesce(c.title, d.name) is not null
    order by m.seq desc limit ${EACH}`;

/** Best first: the whole text, then texts that begin with it, then those with the most alike words. */
const BEST = (column: string) =>
  `order by (${column} = $1) desc, starts_with(${column}, $1) desc, word_similarity($1, ${column}) desc`;

const CONTACTS = `select 'contact' as kind, d.id::text as id, c.name, null as state,
    concat_ws(' · ', coalesce(c.title, initcap(replace(c.role, '_', ' '))), c.email, d.name || ', ' || d.state) as note
  from (select * from contact where ended_at is null
          and ($1 <% lower(name) or (lower(email) ~>=~ $1 and lower(email) ~<~ $2)) limit ${LOOKED_AT}) c
  ${survivorOf('c.department_id')}
  ${BEST('lower(c.name)')}, starts_with(lower(c.email), $1) desc nulls last, c.name, c.id limit ${EACH}`;

const DRAFTS = `select 'draft', c.id::text, c.title, c.state, d.name
  from (select * from draft where $1 <% lower(title) limit ${LOOKED_AT}) c
  ${survivorOf('c.department_id')} ${BEST('lower(c.title)')}, c.id desc limit ${EACH}`;

const MAILS = `select 'mail', m.id::text, m.subject, m.state, 'to ' || m.to_name || ', ' || m.to_address
  from (select id, subject, state, to_name, to_address, created_at from email_message
         where $1 <% lower(subject || ' ' || to_name) or (lower(to_address) ~>=~ $1 and lower(to_address) ~<~ $2)
         limit ${LOOKED_AT}) m
  ${BEST('lower(m.subject)')}, m.created_at desc, m.id limit ${EACH}`;

const TASKS = `select 'task', coalesce('/pitches/' || t.pitch_id || '#task', '/departments/' || d.id), t.title, null,
    concat_ws(' · ', d.name, to_char(t.due_on, 'FMDD Mon YYYY'))
  from (select * from task where done_at is null and $1 <% lower(title) limit ${LOOKED_AT}) t
  ${survivorOf('t.department_id')} ${BEST('lower(t.title)')}, t.due_on, t.id limit ${EACH}`;

const DEVICES = `select 'device', s.reward_id::text, u.serial_number, null, d.name
  from device_unit u join shipment s on s.id = u.shipment_id ${survivorOf('u.department_id')}
 where upper(u.serial_number) = upper($1) and length($1) > 3 and $2 <> '' limit ${EACH}`;

function hit({ name, note, state }: Found, rest: { href: string; icon?: string; life?: string }): Hit {
  return { name, note, ...rest, ...(rest.life && state ? { state } : {}) };
}

function departmentHit(row: FoundDepartment): Hit {
  return {
    name: row.name,
    note: [placeOf(row), row.ori ?? 'no ORI'].join(' · '),
    href: `/departments/${row.id}`,
    ...(row.partnershipState
      ? { life: 'partnership', state: row.partnershipState }
      : { icon: 'building-community' }),
  };
}

function pitchHit(row: FoundDepartment): Hit {
  return {
    name: row.name,
    note: `Pitch · ${placeOf(row)}`,
    href: `/pitches/${row.pitchId}`,
    life: 'pitch',
    state: row.pitchStage ?? undefined,
  };
}

function customHit({ kind, id, name, state, note, field, value }: Found, typed: string): Hit[] {
  if (field === null || value === null) return [];
  const matched = { field, value: excerpt(value, typed) };
  if (kind === 'department_by_custom')
    return [{ name, note, href: `/departments/${id}`, icon: 'building-community', matched }];
  return [
    {
      name,
      note: `Pitch · ${note}`,
      href: `/pitches/${id}`,
      life: 'pitch',
      state: state ?? undefined,
      matched,
    },
  ];
}

/** The step itself for each department found: with an open pitch, or, to open one, without. */
function stepsFor(step: Step, departments: FoundDepartment[]): HitGroup {
  const { title, name, icon, at } = STEPS[step.verb];
  const ready = departments.filter(({ openPitch, partnered }) =>
    step.verb === 'pitch' ? !openPitch && !partnered : openPitch,
  );
  return {
    title,
    hits: ready.map((row) => ({
      name: name(row.name),
      note: placeOf(row),
      href: step.verb === 'pitch' ? `/pitches/new?departmentId=${row.id}` : `/pitches/${row.pitchId}${at}`,
      icon,
    })),
  };
}
