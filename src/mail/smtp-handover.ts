import { Readable } from 'node:stream';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

/**
 * What became of one handover:
 * - `accepted`: the server said yes after the last line.
 * - `refused`: it said no; `permanent` for 5xx, `recipient` when it was the address it refused.
 * - `not_handed_over`: the way there failed before the message was given away; trying again cannot double it.
 * - `unknown`: the message was given away and no answer came.
 */
export type Handover =
  | { outcome: 'accepted'; reply: string }
  | { outcome: 'refused'; permanent: boolean; recipient: boolean; reply: string }
  | { outcome: 'not_handed_over'; reply: string }
  | { outcome: 'unknown'; reply: string };

interface SmtpError extends Error {
  responseCode?: number;
  response?: string;
  command?: string;
  code?: string;
}

const TIMEOUTS = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 };

/** Gives one raw message to the server at `smtpUrl`. Never throws; what happened is in the answer. */
export async function handOver(
  smtpUrl: string,
  envelope: { from: string; to: string },
  raw: Buffer,
): Promise<Handover> {
  const options = parseConnectionUrl(smtpUrl);
  const connection = new SMTPConnection({ ...options, ...TIMEOUTS, logger: false });
  // A late error of a connection that has done its work must not stop the process.
  connection.on('error', () => undefined);
  // The connection reads this only once the server has answered DATA, so its end means: given away.
  let givenAway = false;
  const message = Readable.from([raw], { objectMode: false });
  message.on('end', () => {
    givenAway = true;
  });
  try {
    await connected(connection);
    if (options.auth && !connection.authenticated) await loggedIn(connection, options.auth);
    const reply = await sent(connection, envelope, message);
    connection.quit();
    return { outcome: 'accepted', reply };
  } catch (error) {
    connection.close();
    return judged(error as SmtpError, givenAway);
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
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.connect((error?: Error | null) => (error ? reject(error) : resolve()));
  });
}

function loggedIn(connection: SMTPConnection, auth: Parameters<SMTPConnection['login']>[0]): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.login(auth, (error: Error | null | undefined) => (error ? reject(error) : resolve()));
  });
}

function sent(
  connection: SMTPConnection,
  envelope: { from: string; to: string },
  message: Readable,
): Promise<string> {
  return new Promise((resolve, reject) => {
    // From here on a broken line ends in this callback or in this event, whichever comes first.
    connection.once('error', reject);
    connection.once('end', () => reject(new Error('The server closed the connection')));
    connection.send({ from: envelope.from, to: [envelope.to] }, message, (error, info) =>
      error ? reject(error) : resolve(info?.response ?? ''),
    );
  });
}
