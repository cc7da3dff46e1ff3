import { type AddressInfo, createServer, type Socket } from 'node:net';

/** The places of a conversation at which a server can go wrong; `dot` is after all of the message, before the answer. */
export const VERBS = ['greeting', 'ehlo', 'mail', 'rcpt', 'data', 'dot', 'quit'] as const;
export type Verb = (typeof VERBS)[number];

/** A refusal, with or without an enhanced code in its text. A 421 ends the connection, as the standard says. */
export interface Refusal {
  code: number;
  text: string;
}

/** What goes wrong: the server falls silent, hangs up, or refuses. */
export type Fault = 'hang' | 'cut' | Refusal;

/** What the sink does with a message once all of it has come. */
export type AfterData = 'accept' | Fault;

/** Where in a conversation it is asked what to do. */
export interface Moment {
  verb: Verb;
  /** Return path and recipient, as far as they are known. */
  from: string | null;
  to: string | null;
}

/** How often one message came, by its Message-ID. */
export interface Arrivals {
  /** All of it came, whatever was said to it. */
  whole: number;
  /** It was said yes to. */
  accepted: number;
}

export interface SinkOptions {
  /** Whether raw messages are kept in `accepted`; false for runs of many thousands. Default true. */
  keep?: boolean;
}

/** A real SMTP server on loopback that accepts, refuses, falls silent or hangs up as it is told. */
export interface SmtpSink {
  url: string;
  port: number;
  /** Raw messages it said yes to, oldest first. */
  accepted: Buffer[];
  /** Return path and recipient of each of them, in the same order. */
  envelopes: { from: string; to: string }[];
  /** Return paths of messages that came whole and were answered nothing. */
  torn: string[];
  /** How often a whole message arrived, whatever was said to it. */
  arrived: number;
  /** How often each message arrived, by its Message-ID. */
  byMessageId: Map<string, Arrivals>;
  /** How many connections were ever made. */
  connections: number;
  /** How many are open. */
  open(): number;
  /** Answers to RCPT TO, taken one by one; then everyone is known. */
  recipients: Refusal[];
  /** What happens after the final dot, taken one by one; then it accepts. */
  after: AfterData[];
  /** Asked at every step that nothing above has decided; null: all goes well. */
  fault: (moment: Moment) => Fault | null;
  /** Ends every connection, as a server does that has waited long enough. */
  hangUp(): void;
  close(): Promise<void>;
}

/** Starts a sink on a free port. */
export async function startSmtpSink({ keep = true }: SinkOptions = {}): Promise<SmtpSink> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    sink.connections += 1;
    socket.on('close', () => sockets.delete(socket));
    // A client that hangs up is no fault of ours.
    socket.on('error', () => undefined);
    converse(socket, sink, keep);
  });
  const sink: SmtpSink = {
    url: '',
    port: 0,
    accepted: [],
    envelopes: [],
    torn: [],
    arrived: 0,
    byMessageId: new Map(),
    connections: 0,
    open: () => sockets.size,
    recipients: [],
    after: [],
    fault: () => null,
    hangUp: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        sink.hangUp();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  sink.port = (server.address() as AddressInfo).port;
  sink.url = `smtp://127.0.0.1:${sink.port}`;
  return sink;
}

const END_OF_MESSAGE = Buffer.from('\r\n.\r\n');
const NOTHING = Buffer.alloc(0);

/** One connection, from the greeting to its end; a session may carry many messages (RFC 5321). */
function converse(socket: Socket, sink: SmtpSink, keep: boolean): void {
  let from: string | null = null;
  let to: string | null = null;
  let message: Buffer[] | null = null;
  let line = NOTHING;
  let silent = false;

  const say = (code: number, text: string): void => {
    socket.write(`${code} ${text}\r\n`);
    if (code === 421) socket.end();
  };
  /** Does what is told for this step; true when the step may go on. */
  const goesWell = (verb: Verb, told: Fault | null): boolean => {
    const fault = told ?? sink.fault({ verb, from, to });
    if (fault === null) return true;
    if (fault === 'hang') silent = true;
    else if (fault === 'cut') socket.destroy();
    else say(fault.code, fault.text);
    return false;
  };
  const command = (text: string): void => {
    const word = text.slice(0, 4).toUpperCase();
    if (word === 'EHLO' || word === 'HELO') {
      if (goesWell('ehlo', null))
        socket.write('250-sink.example\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n');
    } else if (word === 'MAIL') {
      from = addressIn(text);
      to = null;
      if (goesWell('mail', null)) say(250, '2.1.0 Sender ok');
      else from = null;
    } else if (word === 'RCPT') {
      if (from === null) return say(503, '5.5.1 MAIL first');
      to = addressIn(text);
      if (goesWell('rcpt', sink.recipients.shift() ?? null)) say(250, '2.1.5 Recipient ok');
      else to = null;
    } else if (word === 'DATA') {
      if (to === null) return say(503, '5.5.1 RCPT first');
      if (!goesWell('data', null)) return;
      message = [];
      say(354, 'Go on');
    } else if (word === 'RSET' || word === 'NOOP') {
      if (word === 'RSET') from = to = null;
      say(250, '2.0.0 Ok');
    } else if (word === 'QUIT') {
      if (!goesWell('quit', null)) return;
      say(221, '2.0.0 Bye');
      socket.end();
    } else say(502, '5.5.2 Not known');
  };
  const whole = (raw: Buffer): void => {
    sink.arrived += 1;
    const seen = arrivalsOf(sink, raw);
    seen.whole += 1;
    const told = sink.after.shift();
    if (told === 'accept' || goesWell('dot', told ?? null)) {
      seen.accepted += 1;
      if (keep) sink.accepted.push(raw);
      if (keep) sink.envelopes.push({ from: from ?? '', to: to ?? '' });
      say(250, '2.0.0 Taken');
    } else if (keep && (silent || socket.destroyed)) sink.torn.push(from ?? '');
    from = to = null;
  };

  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    while (rest.length > 0 && !silent && !socket.destroyed) {
      if (message) {
        message.push(rest);
        const all = Buffer.concat(message);
        // The dot may stand in two chunks, so it is looked for a little before where this one began.
        const end = all.indexOf(
          END_OF_MESSAGE,
          Math.max(0, all.length - rest.length - END_OF_MESSAGE.length),
        );
        message = end < 0 ? [all] : null;
        if (end < 0) return;
        rest = all.subarray(end + END_OF_MESSAGE.length);
        whole(unstuffed(all.subarray(0, end + 2)));
      } else {
        const end = rest.indexOf('\r\n');
        if (end < 0) {
          line = Buffer.concat([line, rest]);
          return;
        }
        const text = Buffer.concat([line, rest.subarray(0, end)]).toString('utf8');
        line = NOTHING;
        rest = rest.subarray(end + 2);
        command(text);
      }
    }
  });
  if (goesWell('greeting', null)) say(220, 'sink.example ESMTP');
}

function addressIn(command: string): string {
  return /<([^>]*)>/.exec(command)?.[1] ?? '';
}

/** Takes away the dot that was put before each line which begins with one. */
function unstuffed(raw: Buffer): Buffer {
  return raw.includes('\n.') ? Buffer.from(raw.toString('latin1').replace(/^\./gm, ''), 'latin1') : raw;
}

function arrivalsOf(sink: SmtpSink, raw: Buffer): Arrivals {
  const id = /^message-id:\s*(<[^>]+>)/im.exec(raw.subarray(0, 8_192).toString('latin1'))?.[1] ?? '';
  let seen = sink.byMessageId.get(id);
  if (!seen) sink.byMessageId.set(id, (seen = { whole: 0, accepted: 0 }));
  return seen;
}
