import { setTimeout as pause } from 'node:timers/promises';
import type { Crowd } from './faults-crowd.js';
import { bodyOf, type Reported } from './faults-deliveries.js';

const ANSWER_MS = 20_000;

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
    if (answer && answer.status < 500)
      throw new Error(`The hook answered ${answer.status}: ${await answer.text()}`);
    await pause(Math.min(1_000, 20 * (attempt + 1)));
  }
}

async function send(url: string, body: string): Promise<Response | null> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch {
    return null;
  }
}
