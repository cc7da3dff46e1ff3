import { writeFileSync } from 'node:fs';
import type { Queue } from 'bullmq';
import type pg from 'pg';
import type { Answer, AppEvent, Desk, Player, PlayerClient } from '../../src/demo/desk.js';
import { CAST } from '../../src/demo/story/cast.js';
import type { JobData } from '../../src/platform/jobs/job-queue.js';
import { TOKEN_PREFIX } from '../../src/identity/token.service.js';
import { newId } from '../../src/platform/id.js';
import { hashSecret, newSecret } from '../../src/platform/secrets.js';
import { branchBody } from './branch-body.js';
import { TestClient } from './client.js';

interface Stage {
  webs: string[];
  clockFile: string;
  owner: pg.Pool;
  queue: Queue<JobData>;
  branchSecret: string;
}

const PATIENCE_MS = 60_000;
const RING_AGAIN_MS = 5_000;

/** Plays the story over several web processes in turn, while worker processes do the rest. */
export class ProcessDesk implements Desk {
  private readonly tokens = new Map<Player, string>();
  private turn = 0;

  constructor(private readonly stage: Stage) {}

  /** Everyone gets an account and a token, written as the command line would; it has specs of its own. */
  async enter(players: Player[], ori?: string): Promise<void> {
    const { owner } = this.stage;
    for (const { player, name, email, role, groups } of CAST) {
      if (!players.includes(player)) continue;
      const departmental = role === 'pio' || role === 'records_officer';
      const departmentId = departmental && ori ? await this.departmentId(ori) : null;
      const [personId, membershipId, token] = [newId(), newId(), newSecret(TOKEN_PREFIX)];
      await owner.query('insert into person (id, name, email, created_at) values ($1, $2, $3, now())', [
        personId,
        name,
        email,
      ]);
      await owner.query(
        'insert into membership (id, person_id, role, department_id, groups, created_at) values ($1, $2, $3, $4, $5, now())',
        [membershipId, personId, role, departmentId, groups ?? []],
      );
      await owner.query(
        'insert into api_token (id, token_hash, person_id, membership_id, name, created_at) values ($1, $2, $3, $4, $5, now())',
        [newId(), hashSecret(token), personId, membershipId, 'test'],
      );
      this.tokens.set(player, token);
    }
  }

  as(player: Player): PlayerClient {
    const token = this.tokens.get(player);
    if (!token) throw new Error(`${player} has not entered.`);
    return {
      call: async (method, path, body): Promise<Answer> => {
        const client = new TestClient(this.next(), { authorization: `Bearer ${token}` });
        return body === undefined
          ? client.send(method, path)
          : client.send(method, path, { 'content-type': 'application/json' }, JSON.stringify(body));
      },
    };
  }

  async at(instant: string): Promise<void> {
    writeFileSync(this.stage.clockFile, new Date(instant).toISOString());
    await this.settle();
    const schedulers = await this.stage.queue.getJobSchedulers();
    const [{ since }] = (await this.stage.owner.query<{ since: Date }>('select clock_timestamp() as since'))
      .rows as [{ since: Date }];
    // What moves the story on; sealing, sweeping and the like go on by themselves.
    const names = schedulers
      .map(({ name }) => name as string)
      .filter((name) => /^(reminders|partnerships|rewards)\./.test(name));
    let rung = 0;
    await this.until('the planners to run', async () => {
      const { rows } = await this.stage.owner.query<{ name: string }>(
        'select name from scheduled_run where name = any($1) and last_started_at >= $2 and last_finished_at >= last_started_at',
        [names, since],
      );
      const waiting = names.filter((name) => !rows.some((row) => row.name === name));
      // One that comes while an earlier run is under way is left out, so it is asked for again.
      if (waiting.length > 0 && Date.now() - rung > RING_AGAIN_MS) {
        rung = Date.now();
        await this.ring(waiting);
      }
      return waiting.length === 0;
    });
    await this.settle();
  }

  private async ring(names: readonly string[]): Promise<void> {
    await this.stage.queue.addBulk(
      names.map((name) => ({
        name,
        data: { kind: 'scheduled', name },
        opts: { removeOnComplete: true, removeOnFail: true },
      })),
    );
  }

  settle(): Promise<void> {
    return this.until('events to be delivered', async () => {
      const { rows } = await this.stage.owner.query<{ n: number }>(
        `select (select count(*) from event_delivery where state = 'pending')::int
              + (select count(*) from download_waiting)::int as n`,
      );
      return rows[0]?.n === 0;
    });
  }

  async deliver(events: AppEvent[]): Promise<void> {
    await Promise.all(events.map((event) => this.post(event)));
  }

  async departmentId(ori: string): Promise<string> {
    const { rows } = await this.stage.owner.query<{ id: string }>(
      'select id from department where ori = $1',
      [ori],
    );
    if (!rows[0]) throw new Error(`No department has the ORI ${ori}.`);
    return rows[0].id;
  }

  private async post(event: AppEvent): Promise<void> {
    const answer = await new TestClient(this.next(), {}).post(
      `/hooks/branch/${this.stage.branchSecret}`,
      branchBody(event),
    );
    if (answer.status !== 200) throw new Error(`The hook answered ${answer.status}: ${answer.text}`);
  }

  private next(): string {
    const { webs } = this.stage;
    return webs[this.turn++ % webs.length] as string;
  }

  private async until(what: string, met: () => Promise<boolean>): Promise<void> {
    const from = Date.now();
    while (!(await met())) {
      if (Date.now() - from > PATIENCE_MS) {
        const { rows } = await this.stage.owner.query(
          `select e.type, d.listener, d.attempts, d.last_error from event_delivery d join domain_event e on e.id = d.event_id where d.state = 'pending' limit 5`,
        );
        throw new Error(`Waited ${PATIENCE_MS} ms for ${what}: ${JSON.stringify(rows)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}
