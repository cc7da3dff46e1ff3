import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { projectRoot } from '../platform/project-root.js';
import type { Shape } from './network-rules.js';
import { MasterAdded, MasterRetired } from './social.events.js';
import { noSuchMaster } from './social.errors.js';
import { type Master, readMaster } from './svg-master.js';

export interface MasterRow {
  sha256: string;
  name: string;
  shape: Shape;
  builtIn: boolean;
  addedByName: string;
  addedAt: Date;
  retiredAt: Date | null;
}

const ROW = `sha256, name, shape, built_in as "builtIn", added_by_name as "addedByName", added_at as "addedAt", retired_at as "retiredAt"`;
const SHAPES: readonly Shape[] = ['landscape', 'square', 'portrait'];
/** Reading one takes about a millisecond; there are a handful. */
const MOST_READ = 32;

/** The masters pictures are drawn from: those that come with Liaison, and those an admin added in their place. */
@Injectable()
export class Masters {
  private readonly read = new Map<string, Master>();

  /** The master in use for a shape: the newest that was added and not retired, else the one that comes with Liaison. */
  async current(tx: Tx, shape: Shape): Promise<Master> {
    const added = await tx.one<{ svg: string }>(
      `select svg from social_master where shape = $1 and retired_at is null and not built_in order by added_at desc limit 1`,
      [shape],
    );
    if (added) return this.readOnce(added.svg);
    const master = this.readOnce(builtIn(shape));
    await this.keep(tx, master, { name: `Comes with Liaison, ${shape}`, builtIn: true });
    return master;
  }

  /** A master by its hash, as it was when a picture was ordered. */
  async bySha256(tx: Tx, sha256: string): Promise<Master> {
    const known = this.read.get(sha256);
    if (known) return known;
    const row = await tx.one<{ svg: string }>('select svg from social_master where sha256 = $1', [sha256]);
    if (!row) throw noSuchMaster();
    return this.readOnce(row.svg);
  }

  /** Adds a master: pictures of its shape are drawn from it from now on. 422 with the reason when it is refused; see readMaster. */
  async add(tx: Tx, { name, svg }: { name: string; svg: string }): Promise<MasterRow> {
    const master = readMaster(svg);
    await this.keep(tx, master, { name, builtIn: false });
    // The same bytes again are the same master, in use once more.
    await tx.query('update social_master set retired_at = null, added_at = $2 where sha256 = $1', [
      master.sha256,
      tx.now,
    ]);
    const { sha256, shape } = master;
    await tx.record(
      MasterAdded(
        { sha256, shape },
        {
          visibility: 'vendor',
          subject: { type: 'social_master', id: sha256 },
          summary: `Picture master added: ${shape}`,
        },
      ),
    );
    return this.row(tx, sha256);
  }

  /** Puts an added master out of use; pictures drawn from it stay. 404 for one that comes with Liaison. */
  async retire(tx: Tx, sha256: string): Promise<void> {
    const [row] = await tx.query<{ shape: string }>(
      `update social_master set retired_at = $2 where sha256 = $1 and not built_in and retired_at is null returning shape`,
      [sha256, tx.now],
    );
    if (!row) throw noSuchMaster();
    await tx.record(
      MasterRetired(
        { sha256, shape: row.shape },
        {
          visibility: 'vendor',
          subject: { type: 'social_master', id: sha256 },
          summary: `Picture master put out of use: ${row.shape}`,
        },
      ),
    );
  }

  /** Every master an admin added, the newest first. */
  list(tx: Tx): Promise<MasterRow[]> {
    return tx.query<MasterRow>(
      `select ${ROW} from social_master where not built_in order by added_at desc limit 100`,
    );
  }

  /** The masters in use, one of each shape. */
  async inUse(tx: Tx): Promise<Master[]> {
    const masters: Master[] = [];
    for (const shape of SHAPES) masters.push(await this.current(tx, shape));
    return masters;
  }

  private async row(tx: Tx, sha256: string): Promise<MasterRow> {
    const row = await tx.one<MasterRow>(`select ${ROW} from social_master where sha256 = $1`, [sha256]);
    if (!row) throw noSuchMaster();
    return row;
  }

  private async keep(
    tx: Tx,
    { sha256, shape, svg }: Master,
    { name, builtIn: ours }: { name: string; builtIn: boolean },
  ): Promise<void> {
    await tx.query(
      `insert into social_master (sha256, name, shape, svg, built_in, added_by, added_by_name, added_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (sha256) do nothing`,
      [
        sha256,
        name,
        shape,
        svg,
        ours,
        ours ? null : personIdOf(tx.actor),
        ours ? 'Liaison' : actorName(tx.actor),
        tx.now,
      ],
    );
  }

  private readOnce(svg: string): Master {
    const master = [...this.read.values()].find((one) => one.svg === svg) ?? readMaster(svg);
    if (this.read.size >= MOST_READ) this.read.clear();
    this.read.set(master.sha256, master);
    return master;
  }
}

/** The SVG of a master that comes with Liaison. */
export function builtIn(shape: Shape): string {
  return readFileSync(path.join(projectRoot(), 'templates', 'social', `${shape}.svg`), 'utf8');
}
