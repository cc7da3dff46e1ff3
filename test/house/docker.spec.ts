import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Config, ConfigError } from '../../src/platform/config/config.js';
import { projectRoot } from '../../src/platform/project-root.js';

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string>;
  read_only?: boolean;
  tmpfs?: string[];
  cap_drop?: string[];
  secrets?: string[];
  volumes?: string[];
}

const read = (...parts: string[]): string => readFileSync(path.join(projectRoot(), ...parts), 'utf8');
const require = createRequire(import.meta.url);
// The YAML reader that the API description brings along.
const { load } = createRequire(require.resolve('@nestjs/swagger'))('js-yaml') as {
  load(text: string): unknown;
};

/** `<<` keys merged, as Compose does; the reader leaves them as they stand. */
function merged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(merged);
  if (value === null || typeof value !== 'object') return value;
  const { '<<': base, ...own } = value as Record<string, unknown>;
  const all = { ...(base ? (merged(base) as object) : {}), ...own };
  return Object.fromEntries(Object.entries(all).map(([key, inner]) => [key, merged(inner)]));
}

const compose = merged(load(read('docker', 'compose.yaml'))) as {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
};
const ours = Object.entries(compose.services).filter(([name]) => /^(web|worker)-/.test(name));

describe('the image', () => {
  const lines = read('docker', 'Dockerfile')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const stages = lines.flatMap((line) => /^FROM \S+ AS (\S+)$/.exec(line)?.[1] ?? []);
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  it('copies only what is there, or what an earlier stage made', () => {
    for (const line of lines.filter((one) => one.startsWith('COPY '))) {
      const from = /--from=(\S+)/.exec(line)?.[1];
      if (from) {
        expect(stages).toContain(from);
        continue;
      }
      const sources = line
        .split(/\s+/)
        .slice(1, -1)
        .filter((word) => !word.startsWith('--'));
      expect(sources.filter((source) => !existsSync(path.join(projectRoot(), source)))).toEqual([]);
    }
  });

  it('ends as a user who is not root, and starts the program that npm start starts', () => {
    const users = last.flatMap((line) => /^USER (\S+)$/.exec(line)?.[1] ?? []);
    expect(users.at(-1)).toBe('node');
    expect(last.at(-1)).toContain('dist/main.js');
    expect(existsSync(path.join(projectRoot(), 'src', 'main.ts'))).toBe(true);
  });

  it('leaves secrets, data and builds of this machine outside', () => {
    const ignored = read('docker', 'Dockerfile.dockerignore').split('\n');
    expect(ignored).toEqual(
      expect.arrayContaining(['docker/secrets', 'data', 'dist', 'node_modules', '.git']),
    );
    expect(read('.gitignore')).toContain('/docker/secrets/');
  });
});

describe('the composition', () => {
  it('is two web and two worker processes with one database, one queue store, a proxy and a mail catcher', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'mailpit',
      'postgres',
      'proxy',
      'redis',
      'web-1',
      'web-2',
      'worker-1',
      'worker-2',
    ]);
    expect(ours.map(([, { environment }]) => environment?.['ROLE'])).toEqual([
      'web',
      'web',
      'worker',
      'worker',
    ]);
  });

  it.each(ours)('%s is given only variables that Liaison reads, and accepts them', (_name, service) => {
    const known = new Set(
      read('src', 'platform', 'config', 'config.ts').match(/(?<=')[A-Z][A-Z_]+(?=')/g) ?? [],
    );
    const given = service.environment ?? {};
    const unknown = Object.keys(given).filter((name) => !known.has(name.replace(/_FILE$/, '')));
    expect(unknown).toEqual([]);
    const values = Object.entries(given).map(([name, value]): [string, string] => {
      if (!name.endsWith('_FILE')) return [name, value];
      const secret = path.basename(value);
      expect(service.secrets).toContain(secret);
      return [
        name.replace(/_FILE$/, ''),
        secret === 'database_url' ? 'postgres://liaison:pw@postgres/liaison' : 'k'.repeat(32),
      ];
    });
    const accepts = (): Config => new Config(Object.fromEntries(values));
    expect(accepts).not.toThrow(ConfigError);
    expect(accepts().databaseUrl).toContain('@postgres/');
  });

  it.each(ours)('%s can change nothing but its temporary folder', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] });
  });

  it('names files that exist, and secrets that OPERATIONS.md says how to make', () => {
    const { build } = ours[0]?.[1] ?? {};
    const context = path.join(projectRoot(), 'docker', build?.context ?? '');
    expect(existsSync(path.join(context, build?.dockerfile ?? ''))).toBe(true);
    for (const volume of compose.services['proxy']?.volumes ?? [])
      expect(existsSync(path.join(projectRoot(), 'docker', volume.split(':')[0] ?? ''))).toBe(true);
    const told = read('docs', 'OPERATIONS.md');
    for (const { file } of Object.values(compose.secrets))
      expect(told).toContain(`docker/${path.normalize(file)}`);
  });

  it('has a proxy that hands on to the web processes by their names', () => {
    const servers = [...read('docker', 'nginx.conf').matchAll(/server (\S+):3000;/g)].map(
      (match) => match[1],
    );
    expect(servers).toEqual(['web-1', 'web-2']);
  });
});
