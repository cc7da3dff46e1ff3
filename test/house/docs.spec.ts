import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PERMISSIONS } from '../../src/identity/permissions.js';
import { projectRoot } from '../../src/platform/project-root.js';

const root = projectRoot();
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Files below a folder of the project whose names end so, as paths from the project. */
function filesIn(folder: string, ending: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name));
}

const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesIn('docs', '.md')];
const operations = read('docs/OPERATIONS.md');

describe('the documents', () => {
  it('tell of every variable that is read', () => {
    const names = new Set(read('src/platform/config/config.ts').match(/(?<=\(')[A-Z][A-Z_]+(?=')/g));
    expect(names.size).toBeGreaterThan(15);
    expect([...names].filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
  });

  it('tell of every permission', () => {
    const missing = Object.keys(PERMISSIONS).filter((name) => !operations.includes(`| \`${name}\` `));
    expect(missing).toEqual([]);
  });

  it('tell of every command of the command line', () => {
    const names = filesIn('src', '.ts').flatMap((file) =>
      [...read(file).matchAll(/@CliCommand\(\{\s*name: '([^']+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(names).toContain('verify');
    expect(names.filter((name) => !operations.includes(`| \`${name}`))).toEqual([]);
  });

  it('draw every room of the floor plan', () => {
    const plan = read('docs/ARCHITECTURE.md');
    const rooms = readdirSync(path.join(root, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(rooms.filter((room) => !plan.includes(`\`${room}\``))).toEqual([]);
  });

  it.each(documents)('%s links to what is there', (file) => {
    const text = read(file);
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    );
    const inside = links.filter((link) => !/^(https?:|mailto:|#)/.test(link));
    const broken = inside.filter(
      (link) => !existsSync(path.join(root, path.dirname(file), link.replace(/#.*$/, ''))),
    );
    expect(broken).toEqual([]);
  });

  it('keep pictures small enough for a checkout', () => {
    const sizes = filesIn('docs/images', '.png').map(
      (file) => readFileSync(path.join(root, file)).byteLength,
    );
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThan(200_000);
  });
});
