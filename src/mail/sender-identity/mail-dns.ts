import { Resolver } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';

const PATIENCE_MS = 2_000;
const TRIES = 1;

/** What a zone says: its records, none, or nothing that was heard in time. */
export type Said = { answered: true; records: string[] } | { answered: false };

/** Asks the domain name system what the world sees. Never throws. */
@Injectable()
export class MailDns {
  private readonly resolver = new Resolver({ timeout: PATIENCE_MS, tries: TRIES });

  /** Asks these servers (`127.0.0.1:5300`) instead of the machine's own. */
  useServers(servers: readonly string[]): void {
    this.resolver.setServers(servers);
  }

  /** TXT records, each in one piece. */
  txt(name: string): Promise<Said> {
    return heard(async () => (await this.resolver.resolveTxt(name)).map((parts) => parts.join('')));
  }

  /** Names of the hosts that take mail, the preferred first. */
  mx(name: string): Promise<Said> {
    return heard(async () => {
      const records = await this.resolver.resolveMx(name);
      return records.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
    });
  }
}

async function heard(ask: () => Promise<string[]>): Promise<Said> {
  try {
    return { answered: true, records: await ask() };
  } catch (error) {
    const { code } = error as { code?: string };
    // There is no such name, or it has no such record; anything else is a server that did not answer.
    return code === 'ENOTFOUND' || code === 'ENODATA' ? { answered: true, records: [] } : { answered: false };
  }
}
