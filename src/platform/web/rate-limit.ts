import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { HttpException } from '@nestjs/common';

/** Fixed windows counted in Postgres, so that all web processes count together. */
@Injectable()
export class RateLimit {
  constructor(
    private readonly source: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Counts one try under a key; throws 429 when the window (seconds) has had more than allowed. */
  async hit(key: string, allowed: number, windowSeconds: number): Promise<void> {
    const window = windowSeconds * 1_000;
    const start = new Date(Math.floor(this.clock.now().getTime() / window) * window);
    const rows = (await this.source.query(
      `insert into rate_limit (key, window_start, hits) values ($1, $2, 1)
       on conflict (key, window_start) do update set hits = rate_limit.hits + 1 returning hits`,
      [key, start],
    )) as { hits: number }[];
    if ((rows[0]?.hits ?? 0) > allowed) throw new HttpException('Too many tries', 429);
  }
}
