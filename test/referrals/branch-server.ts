import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const BRANCH_KEY = 'key_live_only-for-tests-0123456789';

/** One request as it came in, and when (milliseconds of `performance.now()`). */
export interface Seen {
  at: number;
  method: string;
  /** Of a POST, its body; of a GET, its query. */
  said: Record<string, unknown>;
}

interface KeptLink {
  url: string;
  /** Everything it was made with, but for the key. */
  made: Record<string, unknown>;
}

/** What happens to a request instead of the answer: a status with headers and text, `cut` (no answer at all) or `hang`. */
export type Mishap =
  { status: number; headers?: Record<string, string>; text?: string } | 'cut' | 'hang' | undefined;

const HOST = 'hallam.app.link';

/**
 * A real HTTP server on this machine that speaks Branch's `/v1/url` as its documents tell: the same alias with the same
 * rest gives the same link, with another rest 409; a link that nobody made is not found.
 */
export class BranchServer {
  readonly seen: Seen[] = [];
  readonly links = new Map<string, KeptLink>();
  /** Asked before each request is answered; what it does is done before the answer leaves. */
  before: (seen: Seen) => Mishap | Promise<Mishap> = () => undefined;
  /** Asked after a link was made or read, before that answer leaves: what happens between Branch's work and ours. */
  after: (seen: Seen) => Mishap | Promise<Mishap> = () => undefined;
  /** Whether a conflict names the link that has the alias. */
  namesHolders = true;
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private nameless = 0;

  static async start(): Promise<BranchServer> {
    const branch = new BranchServer();
    await new Promise<void>((done) => branch.server.listen(0, '127.0.0.1', done));
    return branch;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Requests since the last time this was asked. */
  takeSeen(): Seen[] {
    return this.seen.splice(0);
  }

  /** Back to answering as Branch does. */
  recover(): void {
    this.before = () => undefined;
    this.after = () => undefined;
    this.namesHolders = true;
  }

  close(): Promise<void> {
    return new Promise((done) => {
      this.server.close(() => done());
      this.server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const address = new URL(request.url ?? '/', this.url);
    const said =
      request.method === 'POST'
        ? (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>)
        : Object.fromEntries(address.searchParams);
    const seen = { at, method: request.method ?? '', said };
    this.seen.push(seen);
    const mishap = (await this.before(seen)) ?? (await this.serve(address, seen, response));
    if (mishap === 'cut') request.socket.destroy();
    else if (mishap && mishap !== 'hang')
      response.writeHead(mishap.status, mishap.headers).end(mishap.text ?? '');
  }

  private async serve(address: URL, seen: Seen, response: ServerResponse): Promise<Mishap> {
    const { status, body } = this.work(address, seen);
    const mishap = await this.after(seen);
    if (!mishap) response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return mishap;
  }

  private work({ pathname }: URL, { method, said }: Seen): { status: number; body: object } {
    const { branch_key: key, ...rest } = said;
    if (pathname !== '/v1/url') return fault(404, 'Not found');
    if (key !== BRANCH_KEY)
      return fault(400, `Invalid or missing app id, Branch key, or secret: ${String(key)}`);
    if (method === 'POST') return this.make(rest);
    const link = this.links.get(String(rest['url']));
    if (!link) return fault(404, 'Link not found');
    const { data, ...labels } = link.made as { data: object };
    return { status: 200, body: { ...labels, data: { ...data, url: link.url, '~id': '1043215664' } } };
  }

  private make(made: Record<string, unknown>): { status: number; body: object } {
    const alias = made['alias'] as string | undefined;
    const url = `https://${HOST}/${alias ?? `Nm${++this.nameless}`}`;
    const there = this.links.get(url);
    if (there && JSON.stringify(there.made) !== JSON.stringify(made))
      return fault(409, this.namesHolders ? `Link alias conflict: ${HOST}/${alias}` : 'Conflict');
    this.links.set(url, there ?? { url, made });
    return { status: 200, body: { url } };
  }
}

function fault(code: number, message: string): { status: number; body: object } {
  return { status: code, body: { error: { code, message } } };
}
