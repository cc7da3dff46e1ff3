import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Chance } from '../support/faults-chance.js';

type Verb = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA';

/** A mail server that answers 421, 450 and 550, falls silent at each verb, and hangs up between the final dot and its 250. */
export interface UnrulySmtp {
  url: string;
  /** How often each message was said yes to, by its Message-ID. */
  accepted: Map<string, number>;
  /** Messages that came whole and were left without an answer: theirs is the doubt. */
  unanswered: Map<string, number>;
  /** How many whole messages came. */
  arrived(): number;
  /** From here on every mail is taken, but for the addresses nobody has. */
  calm(): void;
  close(): Promise<void>;
}

/** One in so many steps goes wrong while it is not calm. */
const ODDS = 60;
/** Silence ends with a cut line, so that a run does not last as long as its patience. */
const SILENCE_MS = 400;

/** Starts one on a free port of loopback. Every fiftieth officer's address is refused for good. */
export async function startUnrulySmtp(chance: Chance): Promise<UnrulySmtp> {
  const sockets = new Set<Socket>();
  const accepted = new Map<string, number>();
  const unanswered = new Map<string, number>();
  let arrived = 0;
  let unruly = true;
  const note = (map: Map<string, number>, id: string): void => void map.set(id, (map.get(id) ?? 0) + 1);

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let inData = false;
    let rest = '';
    let silent = false;
    const say = (line: string): void => void (socket.destroyed || socket.write(`${line}\r\n`));
    const fallSilent = (): void => {
      silent = true;
      setTimeout(() => socket.destroy(), SILENCE_MS).unref();
    };
    /** True when something went wrong instead of the answer. */
    const wrong = (verb: Verb): boolean => {
      if (!unruly || chance.below(ODDS) > 0) return false;
      const kind = chance.below(4);
      if (kind === 0) {
        say('421 4.3.2 going away');
        socket.end();
      } else if (kind === 1 && verb !== 'greeting' && verb !== 'EHLO') say('450 4.2.0 not now');
      else if (kind === 2) fallSilent();
      else socket.destroy();
      return true;
    };
    const whole = (message: string): void => {
      arrived += 1;
      const id = /^Message-ID:\s*(<[^>]+>)/im.exec(message)?.[1] ?? '';
      if (unruly && chance.below(ODDS) === 0) {
        const kind = chance.below(3);
        if (kind === 0) return say('451 4.3.0 try again');
        note(unanswered, id);
        return kind === 1 ? fallSilent() : void socket.destroy();
      }
      note(accepted, id);
      say('250 2.0.0 taken');
    };
    const command = (line: string): void => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') return void (wrong('EHLO') || say('250 unruly.example'));
      if (verb === 'MAIL') return void (wrong('MAIL') || say('250 2.1.0 ok'));
      if (verb === 'RCPT') {
        if (/officer-\d*(?:00|50)@/.test(line)) return say('550 5.1.1 nobody of that name');
        return void (wrong('RCPT') || say('250 2.1.5 ok'));
      }
      if (verb === 'DATA') {
        if (wrong('DATA')) return;
        inData = true;
        return say('354 go on');
      }
      if (verb === 'QUIT') {
        say('221 bye');
        return void socket.end();
      }
      say('250 ok');
    };
    socket.on('data', (chunk: Buffer) => {
      if (silent) return;
      rest += chunk.toString('latin1');
      for (;;) {
        const end = rest.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end < 0 || silent) return;
        const part = rest.slice(0, end);
        rest = rest.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          whole(part);
        } else command(part);
      }
    });
    if (!wrong('greeting')) say('220 unruly.example ESMTP');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    unanswered,
    arrived: () => arrived,
    calm: () => {
      unruly = false;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
