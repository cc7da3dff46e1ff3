import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PeopleQueries } from '../identity/people.queries.js';
import { PeopleService } from '../identity/people.service.js';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { Replay } from '../platform/jobs/replay.js';
import { type Plot, told } from './desk.js';
import { InjectDesk } from './inject-desk.js';
import { CAST, type CastMember, PITTSBURG, RUNNING } from './story/cast.js';
import { NEIGHBOURS, playNeighbours } from './story/neighbours.js';
import { PITTSBURG_STORY } from './story/pittsburg.js';

export interface WayIn {
  name: string;
  email: string;
  role: string;
  url: string;
}

/** Departments of the same name elsewhere, so that the search has something to tell apart. */
const NAMESAKES = [
  {
    ori: 'KS0190300',
    name: 'Pittsburg State University',
    kind: 'university',
    county: 'Crawford',
    state: 'KS',
  },
  {
    ori: 'CA0070900',
    name: 'Pittsburg Police Department',
    kind: 'municipal_police',
    county: 'Contra Costa',
    state: 'CA',
  },
  {
    ori: 'TX0320100',
    name: 'Pittsburg Police Department',
    kind: 'municipal_police',
    county: 'Camp',
    state: 'TX',
  },
];

export type DemoProgress = (done: number, total: number, words: string) => void;

/** Fills an empty installation with the story and its neighbours, the clock set step by step. */
@Injectable()
export class DemoService {
  private readonly total = PITTSBURG_STORY.length + NEIGHBOURS.length + 1;

  constructor(
    private readonly desk: InjectDesk,
    private readonly replay: Replay,
    private readonly source: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PeopleService,
    private readonly queries: PeopleQueries,
  ) {}

  /** Loads it and returns a sign-in link for everyone in the cast. Throws `not_empty` (409) beside real data. */
  load(progress: DemoProgress): Promise<WayIn[]> {
    return this.replay.exclusively(async () => {
      await this.takeInstallation();
      await this.play(progress);
      await this.desk.leave();
      await this.note(progress, this.total, 'Ready');
      return this.waysIn();
    });
  }

  private async play(progress: DemoProgress): Promise<void> {
    let done = 0;
    const step = (words: string): Promise<void> => this.note(progress, ++done, words);
    const { desk } = this;
    desk.setClock('2018-12-03T14:00:00Z');
    for (const { player, ...member } of CAST) {
      if (!isDepartmental(member)) await desk.enter(player, member);
    }
    const pittsburg = {
      ori: PITTSBURG.ori,
      name: 'Pittsburg Police Department',
      kind: 'municipal_police',
      county: 'Crawford',
      state: 'KS',
    };
    for (const department of [pittsburg, ...NAMESAKES])
      await told(desk.as('admin'), 'POST', '/api/v1/departments', department);
    const departmentId = await desk.departmentId(PITTSBURG.ori);
    for (const { player, ...member } of CAST) {
      if (isDepartmental(member)) await desk.enter(player, member, departmentId);
    }
    await step('The people are here');
    const plot = {} as Plot;
    for (const scene of PITTSBURG_STORY) {
      await scene.play(desk, plot);
      await step(`Pittsburg: ${scene.title}`);
    }
    await playNeighbours(desk, new Date(), step);
  }

  private async takeInstallation(): Promise<void> {
    const rows = (await this.source.query(
      `select exists (select 1 from person) or exists (select 1 from department) as used, demo, set_up_at is not null as set from installation`,
    )) as { used: boolean; demo: boolean; set: boolean }[];
    if (rows[0]?.used || (rows[0]?.set && !rows[0].demo)) {
      throw new DomainError(
        'conflict',
        'not_empty',
        'The demo lives only in an empty installation. Clear a demo with demo:clear; real data stays as it is.',
      );
    }
    await this.source.query(
      'update installation set demo = true, set_up_at = coalesce(set_up_at, $1), setup_token_hash = null, demo_total = $2',
      [new Date(), this.total],
    );
  }

  private async note(progress: DemoProgress, done: number, words: string): Promise<void> {
    progress(done, this.total, words);
    await this.source.query('update installation set demo_done = $1, demo_total = $2, demo_words = $3', [
      done,
      this.total,
      words,
    ]);
  }

  private waysIn(): Promise<WayIn[]> {
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const ways: WayIn[] = [];
      for (const { name, email, role } of [...CAST, RUNNING]) {
        const person = await this.queries.byEmail(tx, email);
        if (!person) continue;
        const { url } = await this.people.createSignInLink(tx, { personId: person.personId, hours: 72 });
        ways.push({ name, email, role, url });
      }
      return ways;
    });
  }
}

function isDepartmental({ role }: Pick<CastMember, 'role'>): boolean {
  return role === 'pio' || role === 'records_officer';
}
