import { Injectable } from '@nestjs/common';
import { FirstStartService } from '../identity/first-start.service.js';
import { hashSecret, newSecret } from '../platform/secrets.js';
import { SessionService } from '../identity/session.service.js';
import { PeopleQueries } from '../identity/people.queries.js';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { NOBODY_REPLAYS } from '../platform/jobs/replay.js';
import { CAST, RUNNING } from './story/cast.js';

export interface DemoState {
  done: number;
  total: number;
  words: string | null;
  /** A process is loading it now. */
  loading: boolean;
}

/** The browser that pressed "Load the demo": it alone may sign in as the people of the story without a link. */
@Injectable()
export class DemoViewer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly firstStart: FirstStartService,
    private readonly sessions: SessionService,
    private readonly queries: PeopleQueries,
  ) {}

  /** Uses up the set-up link for the demo; returns the viewer's secret. Throws `setup_done` (410). */
  async begin(setupToken: string): Promise<string> {
    const secret = newSecret();
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      await this.firstStart.take(tx, setupToken, true);
      await tx.query('update installation set demo_viewer_hash = $1', [hashSecret(secret)]);
    });
    return secret;
  }

  /** How far the loading is; throws notFound for any other browser. */
  async state(secret: string | undefined): Promise<DemoState> {
    const state = await this.unitOfWork.read(SYSTEM, (tx) =>
      tx.one<DemoState>(
        `select demo_done as done, demo_total as total, demo_words as words, not (${NOBODY_REPLAYS}) as loading
           from installation where demo and demo_viewer_hash = $1`,
        [hashSecret(secret ?? '')],
      ),
    );
    if (!state) throw notFound('page');
    return state;
  }

  /** Starts a session as one of the cast; returns its secret. */
  async signInAs(secret: string | undefined, email: string): Promise<string> {
    await this.state(secret);
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const person = [...CAST, RUNNING].some((member) => member.email === email)
        ? await this.queries.byEmail(tx, email)
        : undefined;
      const [membership] = person ? await this.queries.memberships(tx, person.personId) : [];
      if (!person || !membership) throw notFound('person');
      return this.sessions.start(tx, {
        personId: person.personId,
        membershipId: membership.membershipId,
        by: 'the demo',
      });
    });
  }
}
