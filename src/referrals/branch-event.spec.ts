import { createHmac } from 'node:crypto';
import { readBranchEvent } from './branch-event.js';

const keyedWith =
  (key: string) =>
  (...parts: string[]) =>
    createHmac('sha256', key).update(parts.join('\n')).digest('hex');
const KEY = keyedWith('k'.repeat(32));
const NOW = new Date('2019-03-20T18:00:00Z');
const read = (body: unknown) => readBranchEvent(body, KEY, NOW);

const body = {
  id: '1a2b3c',
  name: 'INSTALL',
  timestamp: 1553104800000,
  first_event_for_user: true,
  user_data: {
    os: 'IOS',
    idfa: '6D92078A-8246-4BA4-AE5B-76104861E7DC',
    ip: '203.0.113.7',
    geo_city_en: 'Frontenac',
  },
  last_attributed_touch_data: {
    referral_code: 'PittsburgPDKS',
    '~campaign': 'spring',
    '~id': 712345678901234600,
  },
};

describe('reading a Branch event', () => {
  it('keeps the allow-list and nothing else', () => {
    expect(read(body)).toEqual({
      provider: 'branch',
      externalId: '1a2b3c',
      kind: 'install',
      alias: 'pittsburgpdks',
      os: 'ios',
      existingUser: false,
      testDevice: false,
      occurredAt: new Date(1553104800000),
    });
  });

  it.each([
    ['INSTALL', 'install'],
    ['install', 'install'],
    ['REINSTALL', 'reinstall'],
    ['Open', 'open'],
    ['VIEW_ITEM', 'other'],
    [undefined, 'other'],
    [7, 'other'],
  ])('name %j is %s', (name, kind) => expect(read({ ...body, name })?.kind).toBe(kind));

  it.each([
    [false, true],
    ['false', true],
    ['FALSE', true],
    [true, false],
    ['true', false],
    ['null', false],
    [null, false],
    [undefined, false],
  ])('first_event_for_user %j means existing user %s', (first_event_for_user, existing) =>
    expect(read({ ...body, first_event_for_user })?.existingUser).toBe(existing),
  );

  it.each([
    ['our own field', { referral_code: 'abc-1', '+alias': 'other' }, 'abc-1'],
    ['else the link’s alias', { '+alias': 'abc-2' }, 'abc-2'],
    ['the text "null" is none', { referral_code: 'null', '+alias': 'abc-3' }, 'abc-3'],
    ['what could not be a code is not kept', { referral_code: 'jane.doe@example.com' }, null],
    ['no touch at all', undefined, null],
    ['touch of the wrong kind', 'null', null],
  ])('code: %s', (_name, last_attributed_touch_data, alias) =>
    expect(read({ ...body, last_attributed_touch_data })?.alias).toBe(alias),
  );

  it('reads a time given as text, and falls back to the time of receipt', () => {
    expect(read({ ...body, timestamp: '1553104800000' })?.occurredAt).toEqual(new Date(1553104800000));
    for (const timestamp of ['null', null, undefined, -5, 1553104800, {}])
      expect(read({ ...body, timestamp })?.occurredAt).toEqual(NOW);
  });

  it('makes a steady id that gives nothing away when there is none', () => {
    const without = { ...body, id: undefined };
    const id = read(without)?.externalId;
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(read({ ...without, first_event_for_user: 'true' })?.externalId).toBe(id);
    expect(read({ ...without, timestamp: body.timestamp + 1 })?.externalId).not.toBe(id);
    expect(readBranchEvent(without, keyedWith('z'.repeat(32)), NOW)?.externalId).not.toBe(id);
    expect(read({ name: 'INSTALL' })?.externalId).not.toBe(read({ name: 'OPEN' })?.externalId);
  });

  it('takes no number for an id that JSON may have damaged', () => {
    expect(read({ ...body, id: 42 })?.externalId).toBe('42');
    expect(
      read(JSON.parse(JSON.stringify(body).replace('"1a2b3c"', '1234567890123456789')))?.externalId,
    ).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([null, 'text', 5, [body]])('cannot read %j', (value) => expect(read(value)).toBeUndefined());
});
