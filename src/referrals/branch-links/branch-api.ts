import type { Config } from '../../platform/config/config.js';
import type { StoreLinks } from '../link-target.js';

/** From the first step of the connection to the end of the answer. Milliseconds. */
const PATIENCE_MS = 10_000;
const MOST_BYTES = 64 * 1_024;
const LONGEST_URL = 2_000;

/** A link to be made: the code it carries, the name it should have at Branch (null: any), and where it leads. */
export interface WantedLink {
  code: string;
  alias: string | null;
  stores: StoreLinks;
}

/** Branch could not say now. `retryAfter` is its `Retry-After` as sent; `everybody`: it has had too much from us, so nothing more is asked. */
interface Later {
  kind: 'later';
  reason: string;
  retryAfter: string | null;
  everybody: boolean;
}

/** Branch will not, and will not tomorrow unless somebody does something. */
interface Refused {
  kind: 'refused';
  reason: string;
}

/** `alias_taken`: another link has that name; `holder` is its address where the answer says it. */
export type MadeAnswer =
  { kind: 'made'; url: string } | { kind: 'alias_taken'; holder: string | null } | Later | Refused;

/** `found`: the code that the link carries, null for none. `gone`: no such link is there. */
export type ReadAnswer = { kind: 'found'; code: string | null } | { kind: 'gone' } | Later | Refused;

type Said = { status: number; text: string; retryAfter: string | null } | { silence: string };

const SILENCES: Record<string, string> = {
  ECONNREFUSED: 'The connection to Branch was refused.',
  ECONNRESET: 'The connection to Branch was cut off.',
  UND_ERR_SOCKET: 'The connection to Branch was cut off.',
  ENOTFOUND: 'The name of Branch’s API cannot be found.',
  EAI_AGAIN: 'The name of Branch’s API cannot be found just now.',
};
const UNREADABLE = 'Branch gave an answer that cannot be read.';

/**
 * Branch's Deep Linking API, as far as it is needed here: making a link and reading one. It never throws for what Branch says or
 * leaves unsaid. Reasons are sentences of ours: Branch's own words may repeat the key, and so may an address or an error.
 */
export class BranchApi {
  constructor(
    private readonly config: Pick<Config, 'branchKey' | 'branchApiUrl'>,
    private readonly patienceMs: number = PATIENCE_MS,
  ) {}

  /** Whether there is a key to ask with. */
  get isConfigured(): boolean {
    return this.config.branchKey !== null;
  }

  /**
   * `POST /v1/url`. Asked again with the same alias and the same rest, Branch gives the same link; with another rest it answers 409.
   * A link leads on to the stores given, else to those of the app's settings at Branch.
   */
  async make({ code, alias, stores }: WantedLink): Promise<MadeAnswer> {
    const body = {
      branch_key: this.config.branchKey,
      channel: 'liaison',
      feature: 'referral',
      campaign: code,
      ...(alias !== null && { alias }),
      data: {
        referral_code: code,
        ...(stores.appStoreUrl && { $ios_url: stores.appStoreUrl }),
        ...(stores.playStoreUrl && { $android_url: stores.playStoreUrl }),
        ...(stores.fallbackUrl && { $desktop_url: stores.fallbackUrl, $fallback_url: stores.fallbackUrl }),
      },
    };
    const said = await this.ask('/v1/url', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if ('silence' in said) return later(said.silence);
    // Branch has answered a conflict with 400 as well.
    if (said.status === 409 || (said.status === 400 && /alias conflict/i.test(said.text)))
      return { kind: 'alias_taken', holder: alias === null ? null : holderIn(said.text, alias) };
    if (said.status < 200 || said.status >= 300) return notNow(said);
    const url = linkOf(object(said.text)?.['url']);
    return url === null ? later(UNREADABLE) : { kind: 'made', url };
  }

  /** `GET /v1/url`, which also begins the link's 380 days anew. */
  async read(url: string): Promise<ReadAnswer> {
    const query = new URLSearchParams({ url, branch_key: this.config.branchKey ?? '' }).toString();
    const said = await this.ask(`/v1/url?${query}`, { method: 'GET' });
    if ('silence' in said) return later(said.silence);
    if (said.status === 404 || said.status === 410) return { kind: 'gone' };
    if (said.status === 400 && /not found|does not exist|no such|expired/i.test(said.text))
      return { kind: 'gone' };
    if (said.status !== 200) return notNow(said);
    const data = object(object(said.text)?.['data']);
    if (!data) return later(UNREADABLE);
    const code = data['referral_code'];
    return { kind: 'found', code: typeof code === 'string' ? code.trim().toLowerCase() : null };
  }

  private async ask(path: string, init: RequestInit): Promise<Said> {
    try {
      const response = await fetch(`${this.config.branchApiUrl}${path}`, {
        ...init,
        headers: { ...init.headers, accept: 'application/json', 'user-agent': 'Liaison/1' },
        // A key is not carried to wherever an answer points.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.patienceMs),
      });
      const { status, headers } = response;
      return { status, text: await beginning(response), retryAfter: headers.get('retry-after') };
    } catch (error) {
      return { silence: silenceOf(error) };
    }
  }
}

/** An answer that is none: too many requests, trouble at Branch, or a refusal. */
function notNow({ status, retryAfter }: Exclude<Said, { silence: string }>): Later | Refused {
  if (status === 429)
    return { ...later('Branch asks for fewer requests (429).', retryAfter), everybody: true };
  if (status >= 500 || status === 408) return later(`Branch is in trouble (${status}).`, retryAfter);
  if (status >= 300 && status < 400)
    return { kind: 'refused', reason: `Branch answered with a redirect (${status}). Check BRANCH_API_URL.` };
  return {
    kind: 'refused',
    reason: `Branch refused the request (${status}). Check BRANCH_KEY, and that your plan at Branch includes the Deep Linking API.`,
  };
}

function later(reason: string, retryAfter: string | null = null): Later {
  return { kind: 'later', reason, retryAfter, everybody: false };
}

/** The first bytes of a body; one that is longer is nothing we asked for. */
async function beginning(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** JSON text, or what was read of it, as an object. Branch has sent the data of a link as text inside the text. */
function object(value: unknown): Record<string, unknown> | null {
  let read = value;
  if (typeof value === 'string') {
    try {
      read = JSON.parse(value) as unknown;
    } catch {
      return null;
    }
  }
  return read !== null && typeof read === 'object' && !Array.isArray(read)
    ? (read as Record<string, unknown>)
    : null;
}

/** An address that visitors may be sent to; null for anything else. */
function linkOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LONGEST_URL || !URL.canParse(value)) return null;
  const { protocol, username, password } = new URL(value);
  return protocol === 'https:' && !username && !password ? value : null;
}

/** The conflict names the link that has the alias: “Link alias conflict: hallam.app.link/falls-ks”. */
function holderIn(text: string, alias: string): string | null {
  const named = new RegExp(`(?:https?://)?([a-z0-9-]+(?:\\.[a-z0-9-]+)+/${alias})(?![\\w-])`, 'i').exec(text);
  return named?.[1] ? linkOf(`https://${named[1]}`) : null;
}

/** Why there was no answer; never an error's own words, which name the address with the key in it. */
function silenceOf(error: unknown): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'Branch did not answer in time.';
  const code =
    typeof cause?.code === 'string' && /^[A-Z0-9_]{1,60}$/.test(cause.code) ? cause.code : 'UNKNOWN';
  return SILENCES[code] ?? `The connection to Branch failed (${code}).`;
}
