import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { DataSource } from 'typeorm';
import { PeopleService } from '../identity/people.service.js';
import { TokenService } from '../identity/token.service.js';
import { SYSTEM } from '../platform/actor.js';
import { Clock, ReplayClock } from '../platform/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { DeliveryService } from '../platform/events/delivery.service.js';
import { ScheduleRegistry } from '../platform/jobs/schedule-registry.js';
import { type Answer, type AppEvent, type Desk, type Player, type PlayerClient, told } from './desk.js';
import type { CastMember } from './story/cast.js';

/** Plays inside this process: requests are injected, the clock is set, deliveries are made at once and in order. */
@Injectable()
export class InjectDesk implements Desk {
  private readonly clients = new Map<string, PlayerClient>();

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly clock: Clock,
    private readonly source: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly people: PeopleService,
    private readonly tokens: TokenService,
    private readonly deliveries: DeliveryService,
    private readonly schedule: ScheduleRegistry,
  ) {}

  /** Makes a person with a token of their own. */
  async enter(
    key: string,
    member: Omit<CastMember, 'player'>,
    departmentId: string | null = null,
  ): Promise<void> {
    const token = await this.unitOfWork.run(SYSTEM, async (tx) => {
      const person = await this.people.addPerson(tx, {
        ...member,
        groups: member.groups ?? [],
        departmentId,
      });
      const made = await this.tokens.create(tx, {
        ...person,
        name: 'the demo’s own, ended when it is loaded',
        scopes: null,
      });
      return made.token;
    });
    this.clients.set(key, { call: (method, path, body) => this.inject(method, path, token, body) });
  }

  as(player: Player): PlayerClient {
    return this.client(player);
  }

  client(key: string): PlayerClient {
    const client = this.clients.get(key);
    if (!client) throw new Error(`${key} is not at the desk.`);
    return client;
  }

  /** Stands the clock still at an instant, and lets nothing happen yet. */
  setClock(instant: string): void {
    if (!(this.clock instanceof ReplayClock)) {
      throw new DomainError(
        'conflict',
        'clock_not_settable',
        'The demo is loaded from the command line, whose clock can be set.',
      );
    }
    this.clock.set(instant);
  }

  async at(instant: string): Promise<void> {
    this.setClock(instant);
    await this.settle();
    await this.schedule.runCalendar();
    await this.settle();
  }

  async settle(): Promise<void> {
    for (;;) {
      const pending = (await this.source.query(
        `select d.event_id as "eventId", d.listener from event_delivery d join domain_event e on e.id = d.event_id
          where d.state = 'pending' and d.attempts < 3 order by e.seq, d.listener limit 200`,
      )) as { eventId: string; listener: string }[];
      if (pending.length === 0) return;
      for (const { eventId, listener } of pending) await this.deliveries.deliver(eventId, listener);
    }
  }

  async deliver(events: AppEvent[]): Promise<void> {
    const body = events.map(({ id, kind, alias, at }) => ({
      provider: 'branch',
      externalId: id,
      kind,
      alias,
      occurredAt: at,
    }));
    await told(this.as('admin'), 'POST', '/api/v1/downloads', { events: body }, 202);
  }

  async departmentId(ori: string): Promise<string> {
    const [row] = (await this.source.query('select id from department where ori = $1', [ori])) as {
      id: string;
    }[];
    if (!row) throw new Error(`No department has the ORI ${ori}.`);
    return row.id;
  }

  /**
   * Does once what the passing days were spared (sealing, tidying), and goes back to the machine's clock; the tokens the story
   * was played with must not outlive it.
   */
  async leave(): Promise<void> {
    for (const { name } of this.schedule.all()) await this.schedule.runAlone(name);
    await this.settle();
    if (this.clock instanceof ReplayClock) this.clock.release();
    await this.source.query('update api_token set revoked_at = $1 where revoked_at is null', [
      this.clock.now(),
    ]);
    this.clients.clear();
  }

  private async inject(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH',
    url: string,
    token: string,
    body: unknown,
  ): Promise<Answer> {
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fastify.inject({
      method,
      url,
      headers,
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const isJson = /json/.test(String(answer.headers['content-type'] ?? ''));
    const json = isJson && answer.payload ? (JSON.parse(answer.payload) as Record<string, unknown>) : {};
    return { status: answer.statusCode, text: answer.payload, json };
  }
}
