import { createHmac } from 'node:crypto';
import { readAppsflyerEvent } from './appsflyer-event.js';

const keyed = (...parts: string[]) => createHmac('sha256', 'key').update(JSON.stringify(parts)).digest('hex');
const NOW = new Date('2019-03-21T00:00:00Z');
const body = {
  event_name: 'install',
  appsflyer_id: '1415211453000-6513894',
  install_time: '2019-03-20 18:00:04.500',
  event_time: '2019-03-20 18:01:00.000',
  media_source: 'poster_int',
  campaign: 'Spring campaign',
  af_sub1: 'PittsburgPDKS',
  platform: 'ios',
  is_retargeting: 'false',
  idfa: '6D92078A-8246-4BA4-AE5B-76104861E7DC',
};
const read = (change: Record<string, unknown> = {}) => readAppsflyerEvent({ ...body, ...change }, keyed, NOW);

describe('reading a message of AppsFlyer', () => {
  it('keeps the allow-list and nothing else', () => {
    expect(read()).toEqual({
      provider: 'appsflyer',
      externalId: keyed('appsflyer', body.appsflyer_id, body.install_time),
      kind: 'install',
      alias: 'pittsburgpdks',
      os: 'ios',
      existingUser: false,
      testDevice: false,
      occurredAt: new Date('2019-03-20T18:00:04.500Z'),
    });
  });

  it.each([
    [{ event_name: 'install' }, 'install'],
    [{ event_name: 'Organic Install' }, 'install'],
    [{ event_name: 're-attribution' }, 'reinstall'],
    [{ event_name: 'reinstall' }, 'reinstall'],
    [{ event_name: 'install', conversion_type: 'Reinstall' }, 'reinstall'],
    [{ event_name: 'install', retargeting_conversion_type: 're-attribution' }, 'reinstall'],
    [{ event_name: 're-engagement' }, 'open'],
    [{ event_name: 'af_app_opened' }, 'open'],
    [{ event_name: 'af_purchase' }, 'other'],
    [{ event_name: 'constructor' }, 'other'],
    [{ event_name: 'null' }, 'other'],
    [{ event_name: undefined }, 'other'],
    [{ event_name: 7 }, 'other'],
  ])('%j is %s', (change, kind) => expect(read(change)?.kind).toBe(kind));

  it.each([
    ['the field we ask for', { af_sub1: 'abc-1', deep_link_value: 'abc-2' }, 'abc-1'],
    ['else the deep link', { af_sub1: undefined, deep_link_value: 'abc-2', campaign: 'abc-3' }, 'abc-2'],
    ['else the campaign', { af_sub1: 'null', campaign: 'abc-3' }, 'abc-3'],
    ['not what could be no code', { af_sub1: 'jane.doe@example.com' }, null],
    ['not the id of a device', { af_sub1: body.idfa }, null],
    ['nor without its hyphens', { af_sub1: body.idfa.replaceAll('-', '') }, null],
    ['not a telephone number', { af_sub1: '620-555-0142', deep_link_value: '6205550142' }, null],
    ['not a list', { af_sub1: ['abc-1'] }, null],
  ])('code: %s', (_name, change, alias) => expect(read(change)?.alias).toBe(alias));

  it.each([
    [true, true],
    ['true', true],
    ['TRUE', true],
    [false, false],
    ['null', false],
    [undefined, false],
  ])('is_retargeting %j means existing user %s', (is_retargeting, existing) =>
    expect(read({ is_retargeting })?.existingUser).toBe(existing),
  );

  it('reads times as UTC, and falls back from one to the other and to the time of receipt', () => {
    expect(read({ install_time: '2019-03-20 18:00:04' })?.occurredAt).toEqual(
      new Date('2019-03-20T18:00:04Z'),
    );
    expect(read({ event_name: 'open' })?.occurredAt).toEqual(new Date('2019-03-20T18:01:00Z'));
    expect(read({ install_time: undefined })?.occurredAt).toEqual(new Date('2019-03-20T18:01:00Z'));
    for (const time of ['null', 'yesterday', '0001-01-01 00:00:00', 1553104804000, {}, undefined])
      expect(read({ install_time: time, event_time: time })?.occurredAt).toEqual(NOW);
  });

  it('knows an install again by its id and time, and what came after it by name and time as well', () => {
    const install = read()?.externalId;
    expect(read({ af_sub1: 'other', ip: '203.0.113.9', event_time: '2019-03-21 00:00:00' })?.externalId).toBe(
      install,
    );
    expect(read({ install_time: '2019-03-20 18:00:05' })?.externalId).not.toBe(install);
    const after = ['open', 're-attribution', 'af_level'].map(
      (event_name) => read({ event_name })?.externalId,
    );
    const later = read({ event_name: 'open', event_time: '2019-03-22 09:00:00.000' })?.externalId;
    expect(new Set([install, ...after, later]).size).toBe(5);
  });

  it('takes no number for an id that JSON may have damaged, and copes with an event that names nothing', () => {
    const damaged = (id: string) => JSON.parse(`{"event_name":"install","appsflyer_id":${id}}`) as unknown;
    const [one, two] = [damaged('1234567890123456789'), damaged('42')].map(
      (event) => readAppsflyerEvent(event, keyed, NOW)?.externalId,
    );
    expect(one).not.toBe(two);
    expect(two).toBe(keyed('appsflyer', '42', '', 'install', '', ''));
    let deep: unknown = 'end';
    for (let level = 0; level < 50_000; level++) deep = [deep];
    expect(read({ appsflyer_id: undefined, custom_data: deep })?.externalId).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([null, 'text', 5, [body]])('cannot read %j', (value) =>
    expect(readAppsflyerEvent(value, keyed, NOW)).toBeUndefined(),
  );
});
