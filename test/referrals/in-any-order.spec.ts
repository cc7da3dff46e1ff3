import { Verifier } from '../../src/platform/verify/verify-check.js';
import {
  buildPartnership,
  type BuiltPartnership,
  type Event,
  shuffled,
  someEvents,
  TERMS,
} from '../factories/partnership.js';
import { changeTerms } from '../factories/recount.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { TestClient } from '../support/client.js';
import { size } from '../support/size.js';
import { secondProcess } from './second-process.js';

describe('in any order', () => {
  let app: TestApp;
  let rep: TestClient;
  let admin: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    rep = await app.as('rep');
    admin = await app.as('admin');
  });
  afterAll(async () => {
    const verdicts = await app.get(Verifier).run();
    await app.close();
    expect(verdicts.flatMap(({ check, faults }) => faults.map((fault) => `${check}: ${fault}`))).toEqual([]);
  });

  type Step = () => Promise<unknown>;

  /** Sixty events on days around every date there is, some of them no installs. */
  const stream = (seed: number): Event[] =>
    Array.from({ length: 60 }, (_, i) => {
      const day = 1 + ((i * 7 + seed) % 28);
      const month = 3 + ((i + seed) % 3);
      const kind = i % 11 === 0 ? 'reinstall' : i % 13 === 0 ? 'open' : 'install';
      const occurredAt = `2019-0${month}-${String(day).padStart(2, '0')}T${i % 2 ? '04' : '18'}:30:00Z`;
      return {
        provider: 'generic',
        externalId: `n${i}`,
        kind,
        alias: '',
        occurredAt,
        existingUser: i % 17 === 0,
      };
    });

  /** The same story told to a new partnership in the order of a seed: dates stay in theirs, all else is mixed between them. */
  const tell = async (events: Event[], seed: number) => {
    const p = await buildPartnership(app);
    const mine = events.map((event) => ({
      ...event,
      alias: p.alias,
      externalId: `${p.alias}-${event.externalId}`,
    }));
    const act =
      (what: string, body: object): Step =>
      () =>
        rep.post(`/api/v1/partnerships/${p.id}/${what}`, body);
    const dates = [
      act('activation', { activeOn: '2019-03-12' }),
      () => changeTerms(admin, p.id, { ...TERMS, downloadsPerDevice: 8, from: '2019-04-15' }),
      act('activation', { activeOn: '2019-03-09' }),
      act('end', { endedOn: '2019-05-20', reason: 'Over' }),
    ];
    const size = 1 + (seed % 5);
    const order = shuffled([...mine, ...mine.slice(0, 12)], seed);
    const rest: Step[] = [];
    for (let i = 0; i < order.length; i += size) {
      const chunk = order.slice(i, i + size);
      rest.push(() => rep.post('/api/v1/downloads', { events: chunk }));
    }
    for (const { provider, externalId } of mine.filter((_, i) => i % 9 === 0))
      rest.push(() => rep.post('/api/v1/download-reversals', { provider, externalId, reason: 'fraud' }));
    const mixed = shuffled(rest, seed + 1);
    dates.forEach((step, i) => mixed.splice(((seed * 3 + i * 11) % (mixed.length - 4)) + i, 0, step));
    // A splice may have put a later date before an earlier one; they take their places in order.
    const places = mixed.flatMap((step, i) => (dates.includes(step) ? [i] : []));
    places.forEach((place, i) => (mixed[place] = dates[i]!));
    for (const step of mixed) expect([201, 202]).toContain(((await step()) as { status: number }).status);
    return outcome(p);
  };

  const outcome = async (p: BuiltPartnership) => {
    const { data } = (await rep.get(`/api/v1/downloads?partnershipId=${p.id}&limit=200`)).json;
    const { qualifying, earned, remainder, issued, disqualified } = (
      await rep.get(`/api/v1/partnerships/${p.id}/progress`)
    ).json;
    const dispositions = data.map((row: { externalId: string; disposition: string }) => [
      row.externalId.replace(`${p.alias}-`, ''),
      row.disposition,
    ]);
    return {
      issued,
      same: { qualifying, earned, remainder, disqualified, dispositions: dispositions.sort() },
    };
  };

  const first = Number(process.env['LIAISON_SEED'] || 1);
  const streams = Array.from({ length: size(1, 20) }, (_, i) => (first + i) % 1_000_000);
  it.each(streams)('the same downloads, reversals and dates come to the same (stream %d)', async (seed) => {
    const events = stream(seed);
    const [first, ...others] = [
      await tell(events, seed),
      await tell(events, seed + 20),
      await tell(events, seed + 300),
    ];
    expect(first.same.qualifying).toBeGreaterThan(20);
    for (const other of others) expect(other.same).toEqual(first.same);
    for (const { issued, same } of [first, ...others]) expect(issued).toBeGreaterThanOrEqual(same.earned);
  });

  it('forty at once through two doors make exactly two devices', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const second = await secondProcess(app);
    const { headers } = rep as unknown as { headers: Record<string, string> };
    const other = new TestClient(second.url, headers);
    const events = someEvents(40, p.alias);
    const answers = await Promise.all(
      events.map((event, i) => (i % 2 ? rep : other).post('/api/v1/downloads', { events: [event] })),
    ).finally(() => second.close());
    expect(answers.map(({ json }) => json.accepted)).toEqual(events.map(() => 1));
    const { json } = await rep.get(`/api/v1/partnerships/${p.id}/progress`);
    expect(json).toMatchObject({ qualifying: 40, earned: 2, issued: 2, remainder: 0 });
    const rewards = await app.sql(
      'select ordinal, state from reward where partnership_id = $1 order by ordinal',
      [p.id],
    );
    expect(rewards).toEqual([
      { ordinal: 1, state: 'offered' },
      { ordinal: 2, state: 'offered' },
    ]);
  });
});
