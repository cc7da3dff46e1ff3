import { Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError } from '../platform/errors.js';
import { hashSecret, newSecret } from '../platform/secrets.js';

/** The one-time link of an installation that has nobody yet. */
@Injectable()
export class FirstStartService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** A fresh link's secret while nobody is set up, else null. The one before it stops working. */
  async renew(): Promise<string | null> {
    const secret = newSecret();
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const row = await tx.one(
        'update installation set setup_token_hash = $1 where set_up_at is null returning 1 as ok',
        [hashSecret(secret)],
      );
      return row ? secret : null;
    });
  }

  /** Throws `setup_done` (410) unless this is the link in force and nobody is set up. */
  async require(tx: Tx, secret: string): Promise<void> {
    const row = await tx.one(
      'select 1 as ok from installation where set_up_at is null and setup_token_hash = $1',
      [hashSecret(secret)],
    );
    if (!row) throw setupDone();
  }

  /** Takes the link: the first to do so wins, whoever comes at the same moment is refused. */
  async take(tx: Tx, secret: string, demo: boolean): Promise<void> {
    const row = await tx.one(
      'update installation set set_up_at = $2, setup_token_hash = null, demo = $3 where set_up_at is null and setup_token_hash = $1 returning 1 as ok',
      [hashSecret(secret), tx.now, demo],
    );
    if (!row) throw setupDone();
  }

  /** Marks the installation as set up from the command line, where no link is needed. */
  async markSetUp(tx: Tx): Promise<void> {
    await tx.query(
      'update installation set set_up_at = $1, setup_token_hash = null where set_up_at is null',
      [tx.now],
    );
  }
}

function setupDone(): DomainError {
  return new DomainError(
    'gone',
    'setup_done',
    'This set-up link was used or replaced. The newest one stands in the output of the last start.',
  );
}

/** Prints the one-time link on standard output while nobody is set up; the log never carries it. */
export async function announceFirstStart(app: NestFastifyApplication, publicUrl: string): Promise<void> {
  const secret = await app.get(FirstStartService).renew();
  if (secret)
    process.stdout.write(
      `\nNobody is set up yet. Open this link once to make the first admin or load the demo:\n\n  ${publicUrl}/setup/${secret}\n\n`,
    );
}
