import type { Browser } from 'playwright-core';
import { ReleaseTimesService } from '../../src/content/release-times.service.js';
import { ANNOUNCEMENT, approve, buildDraft, buildReviewers, decide } from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { axeFinds } from '../support/axe.js';
import { startBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';

/** A text on its way out by clicking: its time, the end of its embargo, who took it, and taking it back. */
describe('going out', () => {
  let app: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    app = await startTestApp({ now: '2019-04-11T19:00:00Z' });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('a release leaves when its embargo lifts; who copied and downloaded hears of the recall, and confirms', async () => {
    const reviewers = await buildReviewers(app);
    const embargo = { ...ANNOUNCEMENT, embargoTime: '10:00', embargoDate: '2019-04-22' };
    const draft = await buildDraft(app, embargo);
    const { departmentId, draftId } = draft;
    await app.as({ role: 'pio', departmentId, email: 'pio@people.example', name: 'Dana Whitcomb' });
    await app.as({
      role: 'records_officer',
      departmentId,
      email: 'records@people.example',
      name: 'Kim Clerk',
    });
    await approve(draft, reviewers);
    const { data } = (await draft.pio.get('/api/v1/drafts')).json;
    const post = data.find(({ title }: Record<'title', string>) => title.includes('we have joined'))
      .id as string;
    await draft.pio.post(`/api/v1/drafts/${post}/submission`);
    for (const [reviewer, group] of [
      [reviewers.second, 'communications'],
      [reviewers.legal, 'legal'],
    ] as const)
      if ((await draft.pio.get(`/api/v1/drafts/${post}`)).json.state !== 'approved')
        await decide(reviewer, post, group);
    await app.drain();

    const pio = await Visitor.enter(browser, app);
    await pio.signIn('pio@people.example');
    await pio.open(`/drafts/${draftId}`);
    await pio.page.getByText('Release it at a time').click();
    await pio.fill({ Day: '2019-04-22', Time: '09:00' });
    await pio.press('Set the time');
    await pio.sees('The embargo stands until');
    await pio.fill({ Time: '10:00' });
    await pio.press('Set the time');
    await pio.sees('Goes out by itself on');
    expect(await axeFinds(pio, 'a text with its time set')).toEqual([]);

    app.clock.set('2019-04-22T15:00:00Z');
    await app.get(ReleaseTimesService).run();
    await app.drain();
    await pio.open(`/transparency/${draft.slug}`);
    await pio.sees('Alder Falls police join a neighborhood app');
    await pio.sees(/earns one \$200 device per 20 downloads/);

    const clerk = await Visitor.enter(browser, app);
    await clerk.signIn('records@people.example');
    await clerk.open(`/drafts/${post}`);
    await clerk.page.getByRole('button', { name: 'Copy for X', exact: true }).click();
    await clerk.page.getByText('Copied').first().waitFor();
    const copied = (await clerk.page.evaluate('navigator.clipboard.readText()')) as string;
    expect(copied).toContain('has joined');
    expect(await axeFinds(clerk, 'a post with captions and pictures')).toEqual([]);
    await clerk.open(`/drafts/${draftId}`);
    const [file] = await Promise.all([
      clerk.page.waitForEvent('download'),
      clerk.page.getByRole('link', { name: 'PDF', exact: true }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('press-release.pdf');
    await file.path();

    await pio.open(`/drafts/${draftId}`);
    await pio.page.getByText('Recall it').click();
    await pio.fill({ Why: 'The council asked.' });
    await pio.press('Recall');
    await app.drain();
    await clerk.open('/status');
    await clerk.follow('See what to do');
    await clerk.sees('The council asked.');
    await clerk.press('I have seen to it');
    await clerk.sees('It is on the record');
    await pio.open(`/drafts/${draftId}`);
    await pio.sees('1 of 1 confirmed');
    await pio.page.getByText('Receipts', { exact: true }).click();
    await pio.sees(/^Kim Clerk: PDF/);
    expect([...pio.complaints, ...clerk.complaints]).toEqual([]);

    const plain = await Visitor.enter(browser, app, { javaScriptEnabled: false });
    await plain.signIn('records@people.example');
    await plain.open(`/drafts/${post}`);
    await plain.press(plain.page.getByRole('button', { name: 'Copy for Bluesky' }));
    await plain.sees('Caption for Bluesky');
    expect(await plain.page.getByLabel('Select all of it and copy').inputValue()).toContain('has joined');
    const receipts = (await draft.pio.get(`/api/v1/drafts/${post}/receipts`)).json.data;
    expect(receipts.map(({ what }: Record<'what', string>) => what)).toEqual([
      'caption/bluesky',
      'caption/x',
    ]);
  });
});
