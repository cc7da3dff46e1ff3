import { Readable } from 'node:stream';
import type { parseConnectionUrl } from 'nodemailer/lib/shared';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { lazyPackage } from '../platform/lazy-package.js';

const shared = lazyPackage<{ parseConnectionUrl: typeof parseConnectionUrl }>('nodemailer/lib/shared');
const connectionClass = lazyPackage<typeof SMTPConnection>('nodemailer/lib/smtp-connection');

/**
 * What became of one handover:
 * - `accepted`: the server said yes after the last line.
 * - `refused`: it said no; `permanent` for 5xx, `recipient` when it answered the address.
 * - `not_handed_over`: the way there failed before the message was given away; trying again cannot double it.
 * - `unknown`: the message was given away and no answer came.
 */
export type Handover =
  | { outcome: 'accepted'; reply: string }
  | { outcome: 'refused'; permanent: boolean; recipient: boolean; reply: string }
  | { outcome: 'not_handed_over'; reply: string }
  | { outcome: 'unknown'; reply: string };

export interface SmtpPoolOptions {
  /** smtp:// or smtps://, with user and password where they are needed. */
  url: string;
  /** How long a server may be silent. Milliseconds. */
  patienceMs: number;
}

interface SmtpError extends Error {
  responseCode?: number;
  response?: string;
  command?: string;
  code?: string;
}

const CONNECT_MS = 20_000;
/** A connection that nobody needs is closed after that; servers end idle ones after minutes. */
const IDLE_MS = 3_000;
/** Servers count, and some refuse the hundred and first message of a connection. */
const MOST_PER_CONNECTION = 100;

interface Line {
  connection: SMTPConnection;
  sent: number;
  idle: NodeJS.Timeout | null;
  dead: boolean;
}

/** Connections to the mail server that carry one message after another. How many are open is the caller's to limit. */
export class SmtpPool {
  private readonly options: ReturnType<typeof parseConnectionUrl>;
  private readonly patienceMs: number;
  private readonly waiting: Line[] = [];
  private closed = false;

  constructor({ url, patienceMs }: SmtpPoolOptions) {
    this.options = shared().parseConnectionUrl(url);
    this.patienceMs = patienceMs;
  }

  /** Gives one raw message to the server. Never throws; what happened is in the answer. */
  async handOver(envelope: { from: string; to: string }, raw: Buffer): Promise<Handover> {
    for (;;) {
      const line = this.waiting.pop() ?? null;
      const reused = line !== null;
      const attempt = await this.attempt(line, envelope, raw);
      // A connection that waited may have been ended meanwhile. Nothing was given away, so a fresh one is tried at once.
      if (reused && attempt.handover.outcome === 'not_handed_over') continue;
      return attempt.handover;
    }
  }

  /** Ends the connections that wait; those at work end with their message. */
  close(): void {
    this.closed = true;
    for (const line of this.waiting.splice(0)) this.end(line);
  }

  private async attempt(
    waiting: Line | null,
    envelope: { from: string; to: string },
    raw: Buffer,
  ): Promise<{ handover: Handover }> {
    let line = waiting;
    if (line?.idle) clearTimeout(line.idle);
    // The connection reads this only once the server has answered DATA, so its end means: given away.
    let givenAway = false;
    const message = Readable.from([raw], { objectMode: false });
    message.on('end', () => {
      givenAway = true;
    });
    try {
      line ??= await this.open();
      const reply = await sent(line.connection, envelope, message);
      this.giveBack(line);
      return { handover: { outcome: 'accepted', reply } };
    } catch (error) {
      const failed = error as SmtpError;
      const handover = judged(failed, givenAway);
      if (line && handover.outcome === 'refused' && failed.responseCode !== 421) await this.reset(line);
      else if (line) this.drop(line);
      return { handover };
    }
  }

  private async open(): Promise<Line> {
    const connection = new (connectionClass())({
      ...this.options,
      connectionTimeout: Math.min(CONNECT_MS, this.patienceMs),
      greetingTimeout: Math.min(CONNECT_MS, this.patienceMs),
      socketTimeout: this.patienceMs,
      logger: false,
    });
    const line: Line = { connection, sent: 0, idle: null, dead: false };
    const die = (): void => {
      line.dead = true;
      const at = this.waiting.indexOf(line);
      if (at >= 0) this.waiting.splice(at, 1);
      if (line.idle) clearTimeout(line.idle);
    };
    // A late error of a connection that has done its work must not stop the process.
    connection.on('error', die);
    connection.on('end', die);
    try {
      await connected(connection);
      const { auth } = this.options;
      if (auth && !connection.authenticated) await loggedIn(connection, auth);
      return line;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  private giveBack(line: Line): void {
    line.sent += 1;
    if (line.dead) return;
    if (this.closed || line.sent >= MOST_PER_CONNECTION) {
      this.end(line);
      return;
    }
    line.idle = setTimeout(() => {
      const at = this.waiting.indexOf(line);
      if (at >= 0) this.waiting.splice(at, 1);
      this.end(line);
    }, IDLE_MS);
    line.idle.unref();
    this.waiting.push(line);
  }

  /** After a refusal the connection is as good as before, once the server has forgotten the message. */
  private async reset(line: Line): Promise<void> {
    const good = await new Promise<boolean>((resolve) => {
      const failed = (): void => resolve(false);
      line.connection.once('end', failed);
      line.connection.once('error', failed);
      line.connection.reset((error) => {
        line.connection.off('end', failed);
        line.connection.off('error', failed);
        resolve(!error);
      });
    });
    if (good) this.giveBack(line);
    else this.drop(line);
  }

  private end(line: Line): void {
    if (line.idle) clearTimeout(line.idle);
    line.connection.quit();
  }

  private drop(line: Line): void {
    line.dead = true;
    line.connection.close();
  }
}

function judged(error: SmtpError, givenAway: boolean): Handover {
  const reply = (error.response ?? error.message).replace(/\s+/g, ' ').slice(0, 300);
  if (error.code === 'EAUTH') return { outcome: 'not_handed_over', reply };
  if (error.responseCode !== undefined && error.responseCode >= 400) {
    const recipient = error.command === 'RCPT TO';
    // Where a server refuses before it has heard of this mail (greeting, sign-in), the mail is not at fault.
    if (!['MAIL FROM', 'RCPT TO', 'DATA'].includes(error.command ?? ''))
      return { outcome: 'not_handed_over', reply };
    return { outcome: 'refused', permanent: error.responseCode >= 500, recipient, reply };
  }
  return { outcome: givenAway ? 'unknown' : 'not_handed_over', reply };
}

function connected(connection: SMTPConnection): Promise<void> {
  return settled(connection, (done) => connection.connect(done));
}

function loggedIn(connection: SMTPConnection, auth: Parameters<SMTPConnection['login']>[0]): Promise<void> {
  return settled(connection, (done) => connection.login(auth, done));
}

async function sent(
  connection: SMTPConnection,
  envelope: { from: string; to: string },
  message: Readable,
): Promise<string> {
  let reply = '';
  await settled(connection, (done) =>
    connection.send({ from: envelope.from, to: [envelope.to] }, message, (error, info) => {
      reply = info?.response ?? '';
      done(error);
    }),
  );
  return reply;
}

/** A broken line ends in the step's callback, in an error, or in an end, whichever comes first. */
function settled(
  connection: SMTPConnection,
  step: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = (): void => finish(new Error('The server closed the connection'));
    const finish = (error?: Error | null): void => {
      connection.off('error', finish);
      connection.off('end', ended);
      if (error) reject(error);
      else resolve();
    };
    connection.once('error', finish);
    connection.once('end', ended);
    step(finish);
  });
}
