import { readFileSync } from 'node:fs';
import type { BlockList } from 'node:net';
import path from 'node:path';
import { projectRoot } from '../project-root.js';
import {
  type DkimSettings,
  type MailHookSettings,
  readDkim,
  readNumber,
  readSendgridKey,
  readTopicArn,
  type SmtpSettings,
} from './mail-settings.js';
import { readNetworks } from './networks.js';

export type ProcessRole = 'all' | 'web' | 'worker';

/** Where and how a worker listens for incoming mail. */
export interface InboundSmtpSettings {
  port: number;
  host: string;
  domain: string;
  /** The largest message that is taken, in bytes. */
  maxBytes: number;
  /** Certificate and key, PEM; null: STARTTLS is not offered. */
  tls: { cert: string; key: string } | null;
}

const MEGABYTE = 1024 * 1024;
const BRANCH_API = 'https://api2.branch.io';
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Every fault of the environment at once, so that one restart is enough to mend them. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n- ${faults.join('\n- ')}`,
    );
  }
}

/**
 * All settings of a process, read once at start. Every variable is optional, and each may be given as `NAME_FILE`
 * instead: the path of a file holding the value (for secrets mounted as files).
 */
export class Config {
  /** PORT: where the web process listens. Default 3000. */
  readonly port: number;
  /** PUBLIC_URL: how the outside reaches the product; https makes cookies Secure. Default http://localhost:PORT. */
  readonly publicUrl: string;
  /** TRUST_PROXY: number of proxies in front, or `true`; whose X-Forwarded-For is believed. Default none. */
  readonly trustProxy: number | boolean;
  /** ROLE: all (default), web or worker. */
  readonly role: ProcessRole;
  /** DATABASE_URL: an external Postgres 16 or newer. Unset: an embedded one in DATA_DIR. */
  readonly databaseUrl: string | null;
  /** DATABASE_MIGRATION_URL: the owner's URL, when the serving URL may not migrate. Default DATABASE_URL. */
  readonly databaseMigrationUrl: string | null;
  /** DATA_DIR: embedded database, generated key. Default `data/` in the project. */
  readonly dataDir: string;
  /** Whether DATA_DIR was left to its default. */
  readonly dataDirIsDefault: boolean;
  /** REDIS_URL: jobs on Redis. Unset: jobs on Postgres. */
  readonly redisUrl: string | null;
  /** SMTP_URL: where mail is handed over. Unset: mail is kept and shown, not sent. */
  readonly smtpUrl: string | null;
  /** MAIL_FROM: the sender of all mail. */
  readonly mailFrom: string | null;
  /** SMTP_CONNECTIONS, SMTP_TIMEOUT_SECONDS, SMTP_RATE_PER_SECOND, SMTP_RATE_PER_DOMAIN_MINUTE: how mail is handed over. */
  readonly smtp: SmtpSettings;
  /** DKIM_SELECTOR, DKIM_PRIVATE_KEY and DKIM_DOMAIN: what mail is signed with. Null: it is not signed here. */
  readonly dkim: DkimSettings | null;
  /** BOUNCE_ADDRESSES: whether mails name a return address of their own, where mail can come in. Default true. */
  readonly bounceAddresses: boolean;
  /** SES_TOPIC_ARN, POSTMARK_WEBHOOK_SECRET, SENDGRID_WEBHOOK_KEY, MAILGUN_WEBHOOK_KEY: who may tell of mails. */
  readonly mailHooks: MailHookSettings;
  /** INBOUND_MAIL_DOMAIN: the domain whose mail comes here; replies to pitch mail are asked for at addresses in it. */
  readonly inboundMailDomain: string | null;
  /** INBOUND_SMTP_PORT and the rest: where workers listen for that mail. Null: they do not. */
  readonly inboundSmtp: InboundSmtpSettings | null;
  /** SECRET_KEY (32 characters or more): signs links, keys provider ids. Unset: made once and kept in DATA_DIR. */
  readonly secretKey: string | null;
  /** BRANCH_KEY: the key of the app at Branch; set, each link gets one at Branch. */
  readonly branchKey: string | null;
  /** BRANCH_API_URL: where Branch's API is, without a slash at its end. Default https://api2.branch.io. */
  readonly branchApiUrl: string;
  /** BRANCH_WEBHOOK_SECRET, APPSFLYER_WEBHOOK_SECRET, ADJUST_WEBHOOK_SECRET: path secrets, 16 characters or more. */
  readonly branchWebhookSecret: string | null;
  readonly appsflyerWebhookSecret: string | null;
  readonly adjustWebhookSecret: string | null;
  /** TWILIO_AUTH_TOKEN: checks the signature of incoming text messages. */
  readonly twilioAuthToken: string | null;
  /** WEBHOOKS_ALLOW_PRIVATE: `true` lets outgoing webhooks go to loopback and private addresses. Default false. */
  readonly webhooksAllowPrivate: boolean;
  /** HOOK_ALLOWED_NETWORKS: networks that may call the hooks, CIDR, parted by commas. Null: all. */
  readonly hookAllowedNetworks: BlockList | null;
  /** OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: reserved for single sign-on; all three or none. */
  readonly oidc: { issuer: string; clientId: string; clientSecret: string } | null;
  /** LOG_LEVEL: trace, debug, info (default), warn, error, fatal or silent. */
  readonly logLevel: string;
  /** CLOCK_FILE: for rehearsals only; the file's instant is taken as the present. */
  readonly clockFile: string | null;

  /** Reads and checks an environment; throws ConfigError naming every fault. */
  constructor(env: Record<string, string | undefined> = process.env) {
    const faults: string[] = [];
    const get = (name: string): string | null => {
      const direct = env[name]?.trim();
      const file = env[`${name}_FILE`]?.trim();
      if (direct && file) faults.push(`${name} and ${name}_FILE are both set; keep one.`);
      if (direct) return direct;
      if (!file) return null;
      try {
        return readFileSync(file, 'utf8').trim() || null;
      } catch {
        faults.push(`${name}_FILE names a file that cannot be read.`);
        return null;
      }
    };
    const url = (name: string, schemes: string[]): string | null => {
      const value = get(name);
      if (value === null) return null;
      let scheme: string;
      try {
        scheme = new URL(value).protocol.replace(':', '');
      } catch {
        faults.push(`${name} is not a URL.`);
        return null;
      }
      if (!schemes.includes(scheme))
        faults.push(`${name} must begin with ${schemes.map((s) => `${s}://`).join(' or ')}.`);
      return value;
    };
    const secret = (name: string, least: number): string | null => {
      const value = get(name);
      if (value !== null && value.length < least)
        faults.push(`${name} must have at least ${least} characters.`);
      return value;
    };

    const port = get('PORT');
    this.port = port === null ? 3000 : Number(port);
    if (!Number.isInteger(this.port) || this.port < 0 || this.port > 65535)
      faults.push('PORT must be a number from 0 to 65535.');
    this.publicUrl = (url('PUBLIC_URL', ['http', 'https']) ?? `http://localhost:${this.port}`).replace(
      /\/+$/,
      '',
    );
    this.trustProxy = readTrustProxy(get('TRUST_PROXY'), faults);
    const role = get('ROLE') ?? 'all';
    if (!['all', 'web', 'worker'].includes(role)) faults.push('ROLE must be all, web or worker.');
    this.role = role as ProcessRole;
    this.databaseUrl = url('DATABASE_URL', ['postgres', 'postgresql']);
    this.databaseMigrationUrl = url('DATABASE_MIGRATION_URL', ['postgres', 'postgresql']) ?? this.databaseUrl;
    if (this.databaseMigrationUrl && !this.databaseUrl)
      faults.push('DATABASE_MIGRATION_URL needs DATABASE_URL beside it.');
    const dataDir = get('DATA_DIR');
    this.dataDirIsDefault = dataDir === null;
    this.dataDir = path.resolve(dataDir ?? path.join(projectRoot(), 'data'));
    this.redisUrl = url('REDIS_URL', ['redis', 'rediss']);
    this.smtpUrl = url('SMTP_URL', ['smtp', 'smtps']);
    this.mailFrom = get('MAIL_FROM');
    const domain = get('INBOUND_MAIL_DOMAIN')?.toLowerCase() ?? null;
    this.inboundMailDomain = domain;
    if (domain !== null && !/^(?=.{1,190}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(domain))
      faults.push('INBOUND_MAIL_DOMAIN must be a domain such as mail.company.example.');
    const smtpPort = get('INBOUND_SMTP_PORT');
    const inbound = {
      host: get('INBOUND_SMTP_HOST') ?? '0.0.0.0',
      maxBytes: Number(get('INBOUND_MAIL_MAX_BYTES') ?? 10 * MEGABYTE),
      tlsCert: get('INBOUND_SMTP_TLS_CERT'),
      tlsKey: get('INBOUND_SMTP_TLS_KEY'),
    };
    this.inboundSmtp = readInbound(smtpPort, domain, inbound, faults);
    this.smtp = {
      connections: readNumber('SMTP_CONNECTIONS', get('SMTP_CONNECTIONS'), [1, 50], faults) ?? 5,
      patienceMs:
        1_000 * (readNumber('SMTP_TIMEOUT_SECONDS', get('SMTP_TIMEOUT_SECONDS'), [1, 600], faults) ?? 60),
      perSecond: readNumber('SMTP_RATE_PER_SECOND', get('SMTP_RATE_PER_SECOND'), [1, 10_000], faults),
      perDomainMinute: readNumber(
        'SMTP_RATE_PER_DOMAIN_MINUTE',
        get('SMTP_RATE_PER_DOMAIN_MINUTE'),
        [1, 100_000],
        faults,
      ),
    };
    this.dkim = readDkim(
      {
        domain: get('DKIM_DOMAIN')?.toLowerCase() ?? null,
        selector: get('DKIM_SELECTOR'),
        key: get('DKIM_PRIVATE_KEY'),
      },
      faults,
    );
    const bounces = get('BOUNCE_ADDRESSES') ?? 'true';
    this.bounceAddresses = bounces === 'true';
    if (!['true', 'false'].includes(bounces)) faults.push('BOUNCE_ADDRESSES must be true or false.');
    this.mailHooks = {
      sesTopicArn: readTopicArn(get('SES_TOPIC_ARN'), faults),
      postmarkSecret: secret('POSTMARK_WEBHOOK_SECRET', 16),
      sendgridKey: readSendgridKey(get('SENDGRID_WEBHOOK_KEY'), faults),
      mailgunKey: secret('MAILGUN_WEBHOOK_KEY', 16),
    };
    this.secretKey = secret('SECRET_KEY', 32);
    if (!this.secretKey && this.databaseUrl && this.role !== 'all') {
      faults.push(
        'SECRET_KEY is required with DATABASE_URL when ROLE is web or worker, so that all processes share one key.',
      );
    }
    this.branchKey = get('BRANCH_KEY');
    this.branchApiUrl = readApiUrl('BRANCH_API_URL', get('BRANCH_API_URL'), faults) ?? BRANCH_API;
    this.branchWebhookSecret = secret('BRANCH_WEBHOOK_SECRET', 16);
    this.appsflyerWebhookSecret = secret('APPSFLYER_WEBHOOK_SECRET', 16);
    this.adjustWebhookSecret = secret('ADJUST_WEBHOOK_SECRET', 16);
    this.twilioAuthToken = get('TWILIO_AUTH_TOKEN');
    const allowPrivate = get('WEBHOOKS_ALLOW_PRIVATE') ?? 'false';
    this.webhooksAllowPrivate = allowPrivate === 'true';
    if (!['true', 'false'].includes(allowPrivate))
      faults.push('WEBHOOKS_ALLOW_PRIVATE must be true or false.');
    const networks = get('HOOK_ALLOWED_NETWORKS');
    this.hookAllowedNetworks = readNetworks('HOOK_ALLOWED_NETWORKS', networks, faults);
    this.oidc = readOidc(
      url('OIDC_ISSUER', ['http', 'https']),
      get('OIDC_CLIENT_ID'),
      get('OIDC_CLIENT_SECRET'),
      faults,
    );
    this.logLevel = get('LOG_LEVEL') ?? 'info';
    if (!LOG_LEVELS.includes(this.logLevel))
      faults.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`);
    this.clockFile = get('CLOCK_FILE');
    if (faults.length > 0) throw new ConfigError(faults);
  }

  /** Whether PUBLIC_URL is https: decides the session cookie's name and Secure flag. */
  get isHttps(): boolean {
    return this.publicUrl.startsWith('https://');
  }

  get runsWeb(): boolean {
    return this.role !== 'worker';
  }

  get runsWorker(): boolean {
    return this.role !== 'web';
  }
}

function readTrustProxy(value: string | null, faults: string[]): number | boolean {
  if (value === null || value === 'false' || value === '0') return false;
  if (value === 'true') return true;
  const hops = Number(value);
  if (!Number.isInteger(hops) || hops < 0)
    faults.push('TRUST_PROXY must be true, false or the number of proxies in front.');
  return hops;
}

/** An address that a secret is sent to: https, or this machine itself. */
function readApiUrl(name: string, value: string | null, faults: string[]): string | null {
  if (value === null) return null;
  if (!URL.canParse(value)) {
    faults.push(`${name} is not a URL.`);
    return null;
  }
  const url = new URL(value);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))
    faults.push(
      `${name} must begin with https://, because a key is sent there; http:// is for this machine alone.`,
    );
  if (url.username || url.password || url.search || url.hash)
    faults.push(`${name} must be an address without user, password, query and fragment.`);
  return value.replace(/\/+$/, '');
}

function readInbound(
  portText: string | null,
  domain: string | null,
  given: { host: string; maxBytes: number; tlsCert: string | null; tlsKey: string | null },
  faults: string[],
): InboundSmtpSettings | null {
  const { host, maxBytes, tlsCert, tlsKey } = given;
  if (!Number.isInteger(maxBytes) || maxBytes < 65_536 || maxBytes > 50 * MEGABYTE)
    faults.push('INBOUND_MAIL_MAX_BYTES must be a number from 65536 to 52428800.');
  if ((tlsCert === null) !== (tlsKey === null))
    faults.push('INBOUND_SMTP_TLS_CERT and INBOUND_SMTP_TLS_KEY go together: set both or none.');
  if (portText === null) return null;
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    faults.push('INBOUND_SMTP_PORT must be a number from 0 to 65535.');
  if (domain === null) {
    faults.push('INBOUND_SMTP_PORT needs INBOUND_MAIL_DOMAIN beside it.');
    return null;
  }
  return { port, host, domain, maxBytes, tls: tlsCert && tlsKey ? { cert: tlsCert, key: tlsKey } : null };
}

function readOidc(
  issuer: string | null,
  clientId: string | null,
  clientSecret: string | null,
  faults: string[],
): Config['oidc'] {
  if (issuer && clientId && clientSecret) return { issuer, clientId, clientSecret };
  if (issuer || clientId || clientSecret)
    faults.push('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all three or none.');
  return null;
}
