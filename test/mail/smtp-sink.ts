import { SMTPServer } from 'smtp-server';
import type { AddressInfo, Socket } from 'node:net';

/** What the sink does with a message once all of it has come. */
export type AfterData = 'accept' | 'cut' | 'hang' | { code: number; text: string };

/** A real SMTP server on loopback that accepts, refuses or hangs up as it is told. */
export interface SmtpSink {
  url: string;
  /** Raw messages it said yes to, oldest first. */
  accepted: Buffer[];
  /** How often a whole message arrived, whatever was said to it. */
  arrived: number;
  /** Answers to RCPT TO, taken one by one; then everyone is known. */
  recipients: { code: number; text: string }[];
  /** What happens after the final dot, taken one by one; then it accepts. */
  after: AfterData[];
  close(): Promise<void>;
}

/** Starts a sink on a free port. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const sockets = new Set<Socket>();
  const sink: SmtpSink = {
    url: '',
    accepted: [],
    arrived: 0,
    recipients: [],
    after: [],
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo(_address, _session, callback) {
      callback(refusal(sink.recipients.shift()));
    },
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        sink.arrived += 1;
        const told = sink.after.shift() ?? 'accept';
        if (told === 'cut') for (const socket of sockets) socket.destroy();
        else if (told === 'accept') {
          sink.accepted.push(Buffer.concat(chunks));
          callback();
        } else if (told !== 'hang') callback(refusal(told));
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  sink.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return sink;
}

function refusal(answer: { code: number; text: string } | undefined): Error | null {
  if (!answer) return null;
  return Object.assign(new Error(answer.text), { responseCode: answer.code });
}
