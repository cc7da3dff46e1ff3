import type { Answer, AppEvent, Desk, Player, PlayerClient } from '../../src/demo/desk.js';
import { CAST } from '../../src/demo/story/cast.js';
import { ScheduleRegistry } from '../../src/platform/jobs/schedule-registry.js';
import type { TestApp } from './app.js';
import { branchBody } from './branch-body.js';

const SECRET = 'branch-test-secret-0123456789';

/** Plays the story over HTTP against a test application with a set clock; app events come in through the Branch hook. */
export class HttpDesk implements Desk {
  private readonly clients = new Map<Player, PlayerClient>();

  constructor(private readonly app: TestApp) {}

  /** Makes everyone in the cast; department people need their department to be there. */
  async enter(departmentId: string): Promise<void> {
    for (const { player, ...member } of CAST) {
      const department = ['pio', 'records'].includes(player) ? { departmentId } : {};
      const client = await this.app.as({ ...member, ...department });
      this.clients.set(player, {
        call: async (method, path, body): Promise<Answer> =>
          client.send(
            method,
            path,
            body === undefined ? {} : { 'content-type': 'application/json' },
            body === undefined ? undefined : JSON.stringify(body),
          ),
      });
    }
  }

  as(player: Player): PlayerClient {
    const client = this.clients.get(player);
    if (!client) throw new Error(`${player} has not entered.`);
    return client;
  }

  async at(instant: string): Promise<void> {
    this.app.clock.set(instant);
    await this.settle();
    await this.app.get(ScheduleRegistry).runCalendar();
    await this.settle();
  }

  settle(): Promise<void> {
    return this.app.drain();
  }

  async deliver(events: AppEvent[]): Promise<void> {
    for (const event of events) {
      const answer = await this.app.anyone().post(`/hooks/branch/${SECRET}`, branchBody(event));
      if (answer.status !== 200) throw new Error(`The hook answered ${answer.status}: ${answer.text}`);
    }
  }

  async departmentId(ori: string): Promise<string> {
    const [row] = await this.app.sql<{ id: string }>('select id from department where ori = $1', [ori]);
    if (!row) throw new Error(`No department has the ORI ${ori}.`);
    return row.id;
  }
}
