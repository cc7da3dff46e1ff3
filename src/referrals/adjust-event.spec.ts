import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../platform/project-root.js';
import { ADJUST_PLACEHOLDERS, readAdjustEvent } from './adjust-event.js';

const keyed = (...parts: string[]) => createHmac('sha256', 'key').update(JSON.stringify(parts)).digest('hex');
const NOW = new Date('2019-03-21T00:00:00Z');
const query = {
  activity_kind: 'install',
  label: 'PittsburgPDKS',
  tracker_name: 'Police::Spring::Poster',
  installed_at: '1553104800',
  created_at: '1553104860',
  adid: '18546f6171f67e29d1cb983322ad1329',
  os_name: 'android',
  is_reattributed: '0',
  environment: 'production',
};
const read = (change: Record<string, unknown> = {}) => readAdjustEvent({ ...query, ...change }, keyed, NOW);

describe('reading a callback of Adjust', () => {
  it('keeps the allow-list and nothing else', () => {
    expect(read({ idfa: 'x', city: 'Frontenac' })).toEqual({
      provider: 'adjust',
      externalId: keyed('adjust', query.adid, query.installed_at),
      kind: 'install',
      alias: 'pittsburgpdks',
      os: 'android',
      existingUser: false,
      testDevice: false,
      occurredAt: new Date('2019-03-20T18:00:00Z'),
    });
  });

  it.each([
    ['install', 'install'],
    ['reinstall', 'reinstall'],
    ['reattribution', 'reinstall'],
    ['reattribution_reinstall', 'reinstall'],
    ['Reattribution Reinstall', 'reinstall'],
    ['session', 'open'],
    ['event', 'other'],
    ['rejected_install', 'other'],
    ['toString', 'other'],
    ['{activity_kind}', 'other'],
    ['', 'other'],
    [['install', 'install'], 'other'],
  ])('kind %j is %s', (activity_kind, kind) => expect(read({ activity_kind }).kind).toBe(kind));

  it.each([
    ['the label of the link', {}, 'pittsburgpdks'],
    ['else the last part of its name', { label: '', tracker_name: 'Police::abc-1' }, 'abc-1'],
    ['a placeholder left as it was is none', { label: '{label}', tracker_name: 'abc-2' }, 'abc-2'],
    ['not the id of a device', { label: query.adid, tracker_name: '' }, null],
    ['none', { label: undefined, tracker_name: 'null' }, null],
  ])('code: %s', (_name, change, alias) => expect(read(change).alias).toBe(alias));

  it('tells people who had the app, and phones of testers', () => {
    expect(
      ['1', 'true', '0', '', '{is_reattributed}'].map(
        (is_reattributed) => read({ is_reattributed }).existingUser,
      ),
    ).toEqual([true, true, false, false, false]);
    expect(['sandbox', 'production', ''].map((environment) => read({ environment }).testDevice)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('reads unix seconds, and falls back to the time of receipt', () => {
    expect(read({ activity_kind: 'session' }).occurredAt).toEqual(new Date('2019-03-20T18:01:00Z'));
    expect(read({ installed_at: '' }).occurredAt).toEqual(new Date('2019-03-20T18:01:00Z'));
    for (const time of ['', '{created_at}', '1234567890123456789', '-5', '1e9', '0x5c926a20'])
      expect(read({ installed_at: time, created_at: time }).occurredAt).toEqual(NOW);
  });

  it('knows an install again by its id and time, and what came after it by kind and time as well', () => {
    const install = read().externalId;
    expect(read({ label: 'other', created_at: '1553104999' }).externalId).toBe(install);
    const others = [
      { installed_at: '1553104801' },
      { activity_kind: 'session' },
      { activity_kind: 'session', created_at: '1553204860' },
      { activity_kind: 'reattribution' },
      { adid: '28546f6171f67e29d1cb983322ad1329' },
      { adid: '' },
      { adid: '', created_at: '1' },
    ].map((change) => read(change).externalId);
    expect(new Set([install, ...others]).size).toBe(8);
  });

  it('asks Adjust for these and no others, in the address operators copy', () => {
    const operations = readFileSync(path.join(projectRoot(), 'docs/OPERATIONS.md'), 'utf8');
    const address = /\/hooks\/adjust\/<secret>\?(\S+)/.exec(operations)?.[1];
    expect(address?.split('&')).toEqual(ADJUST_PLACEHOLDERS.map((name) => `${name}={${name}}`));
  });
});
