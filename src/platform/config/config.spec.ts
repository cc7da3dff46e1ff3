import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Config, ConfigError } from './config.js';

function faultsOf(env: Record<string, string>): string[] {
  try {
    new Config(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('configuration', () => {
  it('needs nothing', () => {
    const config = new Config({});
    expect(config).toMatchObject({
      port: 3000,
      publicUrl: 'http://localhost:3000',
      role: 'all',
      databaseUrl: null,
      redisUrl: null,
      smtpUrl: null,
      trustProxy: false,
      webhooksAllowPrivate: false,
      isHttps: false,
    });
    expect(config.dataDirIsDefault).toBe(true);
  });

  it('tells every fault at once', () => {
    const faults = faultsOf({
      PORT: 'x',
      ROLE: 'king',
      DATABASE_URL: 'mysql://db',
      SECRET_KEY: 'short',
      BRANCH_WEBHOOK_SECRET: 'tiny',
      TRUST_PROXY: 'maybe',
      LOG_LEVEL: 'loud',
      WEBHOOKS_ALLOW_PRIVATE: 'yes',
      OIDC_ISSUER: 'https://id.example',
    });
    for (const name of [
      'PORT',
      'ROLE',
      'DATABASE_URL',
      'SECRET_KEY',
      'BRANCH_WEBHOOK_SECRET',
      'TRUST_PROXY',
      'LOG_LEVEL',
      'WEBHOOKS_ALLOW_PRIVATE',
      'OIDC_ISSUER',
    ]) {
      expect(faults.filter((fault) => fault.startsWith(name))).toHaveLength(name === 'OIDC_ISSUER' ? 1 : 1);
    }
  });

  it.each([
    ['https://api.branch.example/', 'https://api.branch.example'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['http://[::1]:4010', 'http://[::1]:4010'],
    ['http://localhost/v0', 'http://localhost/v0'],
    ['', 'https://api2.branch.io'],
  ])('finds Branch at %p', (given, expected) => {
    expect(new Config({ BRANCH_API_URL: given }).branchApiUrl).toBe(expected);
  });

  it.each([
    'http://api.branch.example',
    'http://127.0.0.1.branch.example',
    'http://localhost.branch.example',
    'ftp://127.0.0.1',
    'https://user:hunter2@api.branch.example',
    'https://api.branch.example/?key=hunter2',
    'hunter2',
  ])('sends no key to %p', (given) => {
    const faults = faultsOf({ BRANCH_API_URL: given });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^BRANCH_API_URL /);
    expect(faults[0]).not.toContain('hunter2');
  });

  it('never repeats a value in a fault', () => {
    const faults = faultsOf({
      DATABASE_URL: 'mysql://root:hunter2@db',
      SECRET_KEY: 'hunter2',
      SMTP_URL: 'hunter2',
    });
    expect(faults.join(' ')).not.toContain('hunter2');
  });

  it('asks for one key when several processes share a database', () => {
    const shared = { DATABASE_URL: 'postgres://db/liaison' };
    expect(faultsOf({ ...shared, ROLE: 'worker' }).join()).toContain('SECRET_KEY is required');
    expect(faultsOf(shared)).toEqual([]);
  });

  it('listens for mail only where a domain is named, with certificate and key together', () => {
    expect(new Config({ INBOUND_MAIL_DOMAIN: 'Pitch.Example' })).toMatchObject({
      inboundMailDomain: 'pitch.example',
      inboundSmtp: null,
    });
    const config = new Config({ INBOUND_MAIL_DOMAIN: 'pitch.example', INBOUND_SMTP_PORT: '2525' });
    expect(config.inboundSmtp).toMatchObject({
      port: 2525,
      host: '0.0.0.0',
      maxBytes: 10_485_760,
      tls: null,
    });
    expect(faultsOf({ INBOUND_SMTP_PORT: '2525' }).join()).toContain('needs INBOUND_MAIL_DOMAIN');
    const wrong = faultsOf({
      INBOUND_MAIL_DOMAIN: 'a b',
      INBOUND_SMTP_PORT: '99999',
      INBOUND_MAIL_MAX_BYTES: '5',
      INBOUND_SMTP_TLS_CERT: 'x',
    });
    expect(wrong).toHaveLength(4);
  });

  it('takes a key to sign mail with that is strong enough, and who may tell of mails', () => {
    const pem = (bits: number) =>
      generateKeyPairSync('rsa', { modulusLength: bits })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString();
    expect(new Config({})).toMatchObject({
      dkim: null,
      bounceAddresses: true,
      smtp: { connections: 5, patienceMs: 60_000, perSecond: null, perDomainMinute: null },
      mailHooks: { sesTopicArn: null, postmarkSecret: null, sendgridKey: null, mailgunKey: null },
    });
    const written = pem(2048).replaceAll('\n', '\\n');
    const { dkim } = new Config({ DKIM_SELECTOR: 'liaison1', DKIM_PRIVATE_KEY: written });
    expect(dkim).toMatchObject({ domain: null, selector: 'liaison1' });
    expect(faultsOf({ DKIM_SELECTOR: 'a' }).join()).toContain('go together');
    for (const key of ['x', pem(1024)])
      expect(faultsOf({ DKIM_SELECTOR: 'a', DKIM_PRIVATE_KEY: key }).join()).toContain('RSA of 2048');
    const wrong = faultsOf({
      SMTP_CONNECTIONS: '0',
      SMTP_TIMEOUT_SECONDS: '601',
      SMTP_RATE_PER_SECOND: 'many',
      SMTP_RATE_PER_DOMAIN_MINUTE: '1.5',
      BOUNCE_ADDRESSES: 'perhaps',
      SES_TOPIC_ARN: 'mail',
      POSTMARK_WEBHOOK_SECRET: 'tiny',
      SENDGRID_WEBHOOK_KEY: 'MFkw',
      MAILGUN_WEBHOOK_KEY: 'tiny',
    });
    expect(wrong).toHaveLength(9);
  });

  it('takes networks of either family for the hooks, and names the entries that are none', () => {
    const { hookAllowedNetworks: none } = new Config({});
    expect(none).toBeNull();
    const { hookAllowedNetworks: list } = new Config({
      HOOK_ALLOWED_NETWORKS: '203.0.113.0/24, 2001:db8::/32,198.51.100.7',
    });
    const allowed = (address: string, family: 'ipv4' | 'ipv6' = 'ipv4') => list?.check(address, family);
    expect([allowed('203.0.113.255'), allowed('203.0.114.1')]).toEqual([true, false]);
    expect([allowed('198.51.100.7'), allowed('198.51.100.8')]).toEqual([true, false]);
    expect([allowed('2001:db8:1::9', 'ipv6'), allowed('2001:db9::9', 'ipv6')]).toEqual([true, false]);
    // A proxy that listens on both families writes IPv4 so.
    expect(allowed('::ffff:203.0.113.9', 'ipv6')).toBe(true);
    const faults = faultsOf({
      HOOK_ALLOWED_NETWORKS:
        '203.0.113.0/24,office,203.0.113.0/33,2001:db8::/129,203.0.113/24,fe80::1%eth0,10.0.0.1/x,',
    });
    expect(faults.map((fault) => /entry (\d)/.exec(fault)?.[1])).toEqual(['2', '3', '4', '5', '6', '7', '8']);
    expect(faults.join()).not.toMatch(/office|203\.0\.113\/24/);
  });

  it('reads any variable from a file', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'liaison-config-'));
    try {
      const file = path.join(folder, 'key');
      writeFileSync(file, 'a-secret-key-of-more-than-32-characters\n');
      expect(new Config({ SECRET_KEY_FILE: file }).secretKey).toBe('a-secret-key-of-more-than-32-characters');
      expect(faultsOf({ SECRET_KEY_FILE: `${file}-missing` }).join()).toContain('SECRET_KEY_FILE');
      expect(
        faultsOf({ SECRET_KEY_FILE: file, SECRET_KEY: 'another-key-of-more-than-32-characters' }).join(),
      ).toContain('keep one');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
