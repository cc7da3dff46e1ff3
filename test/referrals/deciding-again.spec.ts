import { Verifier } from '../../src/platform/verify/verify-check.js';
import {
  buildPartnership,
  type BuiltPartnership,
  freshCodes,
  someEvents,
  TERMS,
} from '../factories/partnership.js';
import { buildPitch } from '../factories/pitch.js';
import { changeTerms } from '../factories/recount.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('deciding downloads again', () => {
  let app: TestApp;
  let rep: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    rep = await app.as('rep');
  });
  afterAll(async () => {
    const verdicts = await app.get(Verifier).run();
    await app.close();
    // Whatever was done below, it all adds up.
    expect(verdicts.flatMap(({ check, faults }) => faults.map((fault) => `${check}: ${fault}`))).toEqual([]);
  });

  const post = (events: unknown) => rep.post('/api/v1/downloads', { events });
  const progress = async (p: BuiltPartnership) =>
    (await rep.get(`/api/v1/partnerships/${p.id}/progress`)).json;

  it('decides again what a date touches: activation, end, renewal', async () => {
    const p = await buildPartnership(app);
    const act = (what: string, body: object) => p.rep.post(`/api/v1/partnerships/${p.id}/${what}`, body);
    await post([
      ...someEvents(10, p.alias, { occurredAt: '2019-03-10T18:00:00Z' }),
      ...someEvents(10, p.alias, { occurredAt: '2019-03-20T18:00:00Z' }),
      ...someEvents(5, p.alias, { occurredAt: '2019-05-20T18:00:00Z' }),
    ]);
    expect(await progress(p)).toMatchObject({ qualifying: 0, disqualified: { before_activation: 25 } });
    await act('activation', { activeOn: '2019-03-12' });
    expect(await progress(p)).toMatchObject({
      qualifying: 15,
      disqualified: { before_activation: 10 },
      issued: 0,
    });
    await act('activation', { activeOn: '2019-03-10' });
    expect(await progress(p)).toMatchObject({ qualifying: 25, disqualified: {}, issued: 1, remainder: 5 });
    await act('end', { endedOn: '2019-05-01', reason: 'Over' });
    expect(await progress(p)).toMatchObject({ qualifying: 20, disqualified: { after_end: 5 } });
    const one = (await rep.get(`/api/v1/downloads?partnershipId=${p.id}&disposition=after_end&limit=1`)).json
      .data[0];
    const { decisions } = (await rep.get(`/api/v1/downloads/${one.id}`)).json;
    expect(decisions.map((d: { disposition: string; cause: string }) => [d.disposition, d.cause])).toEqual([
      ['before_activation', 'arrival'],
      ['qualifying', 'active date entered'],
      ['after_end', 'end date entered'],
    ]);
    const page = (await (await app.signedIn('rep')).get(`/downloads/${one.id}`)).text;
    for (const said of ['After end', 'Active date entered', 'End date entered']) expect(page).toContain(said);
  });

  it('decides again under terms that begin in the past, once they were previewed and confirmed', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    await post([
      ...someEvents(15, p.alias, { occurredAt: '2019-03-20T18:00:00Z' }),
      ...someEvents(15, p.alias, { occurredAt: '2019-05-20T18:00:00Z' }),
    ]);
    expect(await progress(p)).toMatchObject({ earned: 1, remainder: 10 });
    await changeTerms(await app.as('admin'), p.id, {
      ...TERMS,
      downloadsPerDevice: 10,
      from: '2019-05-01',
    });
    // 15 under 20 each: none, 15 carried; 15 + 15 under 10 each: three.
    expect(await progress(p)).toMatchObject({
      qualifying: 30,
      downloadsPerDevice: 10,
      earned: 3,
      issued: 3,
      remainder: 0,
    });
  });

  it('makes a job of more than a thousand, and comes to the same', async () => {
    const p = await buildPartnership(app);
    await post(someEvents(1_000, p.alias));
    await post(someEvents(500, p.alias, { occurredAt: '2019-03-01T18:00:00Z' }));
    await p.rep.post(`/api/v1/partnerships/${p.id}/activation`, { activeOn: '2019-03-12' });
    expect(await progress(p)).toMatchObject({ qualifying: 0 });
    await app.runScheduled('referrals.redecide');
    expect(await progress(p)).toMatchObject({
      qualifying: 1_000,
      earned: 50,
      issued: 50,
      disqualified: { before_activation: 500 },
    });
  });

  it('quarantines unknown codes until a person assigns them, or the code is given out', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const [stray] = someEvents(1, 'a-typing-mistake');
    await post([stray]);
    const found = (await rep.get('/api/v1/downloads?disposition=unknown_code')).json.data.find(
      (row: { externalId: string }) => row.externalId === stray!.externalId,
    );
    expect(found).toMatchObject({ partnershipId: null, alias: 'a-typing-mistake' });
    const unknown = await rep.post(`/api/v1/downloads/${found.id}/assignment`, { alias: 'also-nobody' });
    expect([unknown.status, unknown.json.code]).toEqual([422, 'alias_unknown']);
    const assigned = await rep.post(`/api/v1/downloads/${found.id}/assignment`, { alias: p.alias });
    expect(assigned.json).toMatchObject({
      disposition: 'qualifying',
      matchedAlias: p.alias,
      partnershipId: p.id,
    });
    expect(await progress(p)).toMatchObject({ qualifying: 1 });
    const [own] = someEvents(1, p.alias);
    await post([own]);
    const ownRow = (await rep.get(`/api/v1/downloads?partnershipId=${p.id}`)).json.data.find(
      (row: { externalId: string }) => row.externalId === own!.externalId,
    );
    const refused = await rep.post(`/api/v1/downloads/${ownRow.id}/assignment`, { alias: p.alias });
    expect([refused.status, refused.json.code]).toEqual([422, 'not_quarantined']);

    const pitch = await buildPitch(app, { stage: 'legal_review' });
    const codes = { ...freshCodes(), alias: 'early-bird' };
    await post(someEvents(4, 'early-bird'));
    const opened = await pitch.rep.post('/api/v1/partnerships', {
      pitchId: pitch.id,
      signedOn: '2019-02-28',
      endsOn: '2020-02-28',
      terms: TERMS,
      ...codes,
    });
    const early = await rep.get(`/api/v1/partnerships/${opened.json.id}/progress`);
    expect(early.json.disqualified).toEqual({ before_activation: 4 });
  });
});
