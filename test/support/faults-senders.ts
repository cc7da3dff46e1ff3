import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Crowd } from './faults-crowd.js';
import { bodyOf, type Reported } from './faults-deliveries.js';

const ANSWER_MS = 20_000;
const agent = new Agent({ keepAlive: true });

/**
 * Sends reported events through several doors at once, each again and again until one web process acknowledges it, as a
 * provider does. `before` is called with each one's place in the order, just before it is first sent.
 */
export async function sendAll(
  deliveries: readonly Reported[],
  { crowd, hook, senders }: { crowd: Crowd; hook: string; senders: number },
  before: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let i = next++; i < deliveries.length; i = next++) {
      await before(i);
      await sendUntilAcknowledged(deliveries[i] as Reported, crowd, hook, i);
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
}

async function sendUntilAcknowledged(
  event: Reported,
  crowd: Crowd,
  hook: string,
  turn: number,
): Promise<void> {
  const body = JSON.stringify(bodyOf(event));
  for (let attempt = 0; ; attempt++) {
    const webs = crowd.webs();
    const web = webs[(turn + attempt) % webs.length];
    const answer = web && (await send(`${web}${hook}`, body));
    if (answer && answer.status === 200) return;
    if (answer && answer.status < 500) throw new Error(`The hook answered ${answer.status}: ${answer.text}`);
    await pause(Math.min(1_000, 20 * (attempt + 1)));
  }
}

interface Answer {
  status: number;
  text: string;
}

/** The whole answer; null when the process died, or was not there, before it was all said. */
function send(url: string, body: string): Promise<Answer | null> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = request(url, { method: 'POST', agent, headers, timeout: ANSWER_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (some: string) => (text += some));
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.once('error', () => resolve(null));
    });
    asked.once('timeout', () => asked.destroy(new Error('No answer.')));
    asked.once('error', () => resolve(null));
    asked.end(body);
  });
}
