/** The people of the story, by what they do in it. */
export type Player =
  'admin' | 'rep' | 'communications' | 'communications2' | 'lawyer' | 'fulfilment' | 'pio' | 'records';

export interface Answer {
  status: number;
  json: Record<string, unknown>;
  text: string;
}

/** One person at the desk, speaking to the product as any program would. */
export interface PlayerClient {
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Promise<Answer>;
}

/** An app event as the store's link provider would tell it. */
export interface AppEvent {
  id: string;
  kind: 'install' | 'reinstall' | 'open';
  alias: string;
  /** Instant of the event, ISO 8601 in UTC. */
  at: string;
}

/** Where the story is played: the demo plays it in a process of its own, a test over HTTP. Both through the public API. */
export interface Desk {
  as(player: Player): PlayerClient;
  /** Sets the clock, then lets everything that is due by then happen. */
  at(instant: string): Promise<void>;
  /** Lets what has just been caused happen: listeners, mails. */
  settle(): Promise<void>;
  /** Delivers app events as the link provider does. */
  deliver(events: AppEvent[]): Promise<void>;
  /** The id of a department by its ORI. */
  departmentId(ori: string): Promise<string>;
}

/** What the story learns on its way. */
export interface Plot {
  departmentId: string;
  pitchId: string;
  partnershipId: string;
  releaseDraftId: string;
  approvedHash: string;
  publicUrl: string;
}

/** Calls and expects the status; a demo that does not go as written must not look as if it had. */
export async function told(
  client: PlayerClient,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  body?: unknown,
  status = method === 'POST' ? 201 : 200,
): Promise<Record<string, unknown>> {
  const answer = await client.call(method, path, body);
  if (answer.status !== status)
    throw new Error(
      `${method} ${path} answered ${answer.status}, not ${status}: ${answer.text.slice(0, 800)}`,
    );
  return answer.json;
}

/** Calls and expects a refusal with this status and code. */
export async function refused(
  client: PlayerClient,
  method: 'POST' | 'PUT' | 'PATCH',
  path: string,
  body: unknown,
  status: number,
  code: string,
): Promise<Record<string, unknown>> {
  const answer = await client.call(method, path, body);
  if (answer.status !== status || answer.json?.['code'] !== code) {
    throw new Error(
      `${method} ${path} answered ${answer.status} ${answer.json?.['code'] ?? ''}, not ${status} ${code}: ${answer.text.slice(0, 800)}`,
    );
  }
  return answer.json;
}
