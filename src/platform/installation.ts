import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface InstallationState {
  /** The demo lives here: banner, noindex, mail held. */
  demo: boolean;
  /** Outgoing things wait for an admin (after a restore). */
  mailHeld: boolean;
  /** When the first admin was made or the demo loaded; null on a fresh installation. */
  setUpAt: Date | null;
}

/** The one row about this installation itself. */
@Injectable()
export class Installation {
  constructor(private readonly source: DataSource) {}

  async state(): Promise<InstallationState> {
    const rows = (await this.source.query(
      'select demo, mail_held as "mailHeld", set_up_at as "setUpAt" from installation',
    )) as InstallationState[];
    return rows[0] ?? { demo: false, mailHeld: false, setUpAt: null };
  }
}
