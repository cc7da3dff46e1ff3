import type { AddressInfo } from 'node:net';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { lazyPackage } from '../../platform/lazy-package.js';
import { Config, type InboundSmtpSettings } from '../../platform/config/config.js';
import { type Addressed, InboundMailService } from './inbound-mail.service.js';

const smtp = lazyPackage<typeof import('smtp-server')>('smtp-server');

const MOST_CLIENTS = 20;
const MOST_RECIPIENTS = 10;
const SILENCE_MS = 60_000;
const CLOSE_MS = 3_000;

/**
 * Listens for mail to our own addresses. It relays nothing and asks for no sign-in: an address that nobody can guess is
 * the whole right. 250 is said after the commit and never before; while the database is away, 451, and the sender keeps
 * the mail. Logs carry no address and no word of a mail.
 */
@Injectable()
export class InboundSmtp implements BeforeApplicationShutdown {
  private readonly log = new Logger('IncomingMail');
  private readonly accepted = new WeakMap<SMTPServerSession, Map<string, Addressed>>();
  private server: SMTPServer | null = null;

  constructor(
    private readonly config: Config,
    private readonly inbound: InboundMailService,
  ) {}

  /** Listens where the configuration says; does nothing when it does not. Throws when the port is taken. */
  async start(): Promise<void> {
    const settings = this.config.inboundSmtp;
    if (!settings || this.server) return;
    const server = this.serverFor(settings);
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(settings.port, settings.host, () => {
        server.server.off('error', reject);
        resolve();
      });
    });
    this.server = server;
    this.log.log(`Taking mail on port ${this.port}${settings.tls ? ', with STARTTLS' : ''}.`);
  }

  /** Where it listens; 0 while it does not. */
  get port(): number {
    return (this.server?.server.address() as AddressInfo | null | undefined)?.port ?? 0;
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private serverFor({ domain, maxBytes, tls }: InboundSmtpSettings): SMTPServer {
    const server = new (smtp().SMTPServer)({
      ...(tls ?? {}),
      name: domain,
      banner: 'Liaison',
      size: maxBytes,
      authOptional: true,
      disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      maxClients: MOST_CLIENTS,
      socketTimeout: SILENCE_MS,
      closeTimeout: CLOSE_MS,
      onRcptTo: ({ address }, session, callback) => {
        void this.recipient(address, session).then(callback);
      },
      onData: (stream, session, callback) => {
        void this.message(stream, session, maxBytes).then(callback);
      },
    });
    // A caller who hangs up is not our fault; what else there is has a code.
    server.on('error', (error: NodeJS.ErrnoException) =>
      this.log.debug(`A connection ended early: ${error.code ?? error.name}`),
    );
    return server;
  }

  private async recipient(address: string, session: SMTPServerSession): Promise<Error | null> {
    const known = this.accepted.get(session) ?? new Map<string, Addressed>();
    this.accepted.set(session, known);
    if (session.envelope.rcptTo.length >= MOST_RECIPIENTS) return refusal(452, '4.5.3 Too many recipients');
    try {
      const found = await this.inbound.mailboxAt(address);
      if (!found) return refusal(550, '5.1.1 No such address here');
      known.set(address, found);
      return null;
    } catch (error) {
      return this.later(error);
    }
  }

  private async message(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    maxBytes: number,
  ): Promise<Error | null> {
    const known = this.accepted.get(session);
    const to = new Map<string, Addressed>();
    for (const { address } of session.envelope.rcptTo) {
      const found = known?.get(address);
      if (found) to.set(found.mailbox.key, found);
    }
    try {
      const raw = await whole(stream, maxBytes);
      if (!raw || stream.sizeExceeded) return refusal(552, '5.3.4 The message is too large');
      const { mailFrom } = session.envelope;
      await this.inbound.receive(raw, mailFrom ? mailFrom.address : '', [...to.values()]);
      return null;
    } catch (error) {
      return this.later(error);
    }
  }

  /** Nothing was kept: the sender is asked to try again. */
  private later(error: unknown): Error {
    const { code, name } = error as { code?: string; name?: string };
    this.log.warn(`A mail could not be kept and was put off: ${code ?? name ?? 'unknown fault'}`);
    return refusal(451, '4.3.0 Not now; try again later');
  }
}

/** All of the message, or null when it is larger than allowed; then the rest is read and dropped. */
async function whole(stream: SMTPServerDataStream, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= maxBytes ? Buffer.concat(chunks) : null;
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
