import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A gate in front of a real Postgres: while it is shut, connections are cut and new ones refused, as when the server is
 * away; opened again it is at the same address. Stalled, it takes what is said and answers nothing.
 */
export class Gate {
  private readonly pairs = new Set<Socket>();
  private server: Server | null = null;
  private port = 0;
  private stalled = false;

  private constructor(private readonly behind: { host: string; port: number }) {}

  /** Opens a gate before the database of a URL, and answers the URL through it. */
  static async before(url: string): Promise<{ gate: Gate; url: string }> {
    const address = new URL(url);
    const gate = new Gate({ host: address.hostname, port: Number(address.port) });
    await gate.open();
    address.hostname = '127.0.0.1';
    address.port = String(gate.port);
    return { gate, url: address.href };
  }

  /** Lets connections through, at the address it had before. */
  async open(): Promise<void> {
    this.stalled = false;
    for (const socket of this.pairs) socket.resume();
    if (this.server) return;
    const server = createServer((near) => this.join(near));
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as { port: number }).port;
    this.server = server;
  }

  /** Cuts every connection and refuses new ones. */
  async shut(): Promise<void> {
    const { server } = this;
    this.server = null;
    const closed = new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
    for (const socket of this.pairs) socket.destroy();
    await closed;
  }

  /** Keeps connections, old and new, and passes nothing on. */
  stall(): void {
    this.stalled = true;
    for (const socket of this.pairs) socket.pause();
  }

  private join(near: Socket): void {
    const far = connect(this.behind);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.pairs.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.pairs.delete(one);
        other.destroy();
      });
      one.on('data', (chunk) => other.write(chunk));
      if (this.stalled) one.pause();
    }
  }
}
