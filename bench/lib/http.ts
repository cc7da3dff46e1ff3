import http from 'node:http';

export interface Answer {
  status: number;
  text: string;
}

/** A client that keeps its connections, as a browser or a program does. */
export class BenchClient {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 12 });

  constructor(
    readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  /** Sends, and resolves with the whole answer. Throws for anything but success. */
  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.exchange(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 600)}`);
    return answer;
  }

  close(): void {
    this.agent.destroy();
  }

  private exchange(method: string, path: string, body: unknown): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string | number> = { ...this.headers };
    if (text !== undefined) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = Buffer.byteLength(text);
    }
    return new Promise((resolve, reject) => {
      const request = http.request(
        new URL(path, this.url),
        { method, headers, agent: this.agent },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
          );
        },
      );
      request.on('error', reject);
      request.end(text);
    });
  }
}

/** Asks until the address answers with success. Throws after the time given. */
export async function untilAnswers(url: string, seconds: number, alive: () => string | null): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    const ended = alive();
    if (ended !== null) throw new Error(`The process ended before it answered at ${url}:\n${ended}`);
    if (Date.now() > end) throw new Error(`Nothing answers at ${url}.`);
    await new Promise((again) => setTimeout(again, 200));
  }
}
