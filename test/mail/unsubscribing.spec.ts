import { simpleParser } from 'mailparser';
import { startTestApp, type TestApp } from '../support/app.js';
import { enqueue, nameOrganisation } from './mail-kit.js';
import { startSmtpSink, type SmtpSink } from './smtp-sink.js';

describe('ending mails of a kind', () => {
  let app: TestApp;
  let sink: SmtpSink;
  let address: string;
  const suppressions = () => app.sql('select address, topic, reason from suppression where ended_at is null');

  beforeAll(async () => {
    sink = await startSmtpSink();
    app = await startTestApp({ env: { SMTP_URL: sink.url } });
    await nameOrganisation(app);
    await enqueue(app, { unsubscribe: true });
    await app.drain();
    const mail = await simpleParser(sink.accepted[0]!);
    const list = mail.headers.get('list') as unknown as { unsubscribe: { url: string } };
    address = new URL(list.unsubscribe.url).pathname;
    expect(mail.text).toContain(address);
    expect(mail.html).toContain(address);
  });
  afterAll(async () => {
    await sink.close();
    await app.close();
  });

  it('does not happen by opening the page, however often', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      expect((await app.anyone().get(address)).status).toBe(200);
      await app.anyone().send('HEAD', address);
    }
    expect(await suppressions()).toEqual([]);
  });

  it('happens by one post from anywhere, without a cookie, and a second one changes nothing', async () => {
    const elsewhere = app.anyone().with({ origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' });
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await elsewhere.form(address, { 'List-Unsubscribe': 'One-Click' });
      expect(answer.status).toBe(200);
    }
    expect(await suppressions()).toEqual([
      { address: 'dana@pd.example', topic: 'reminders', reason: 'unsubscribed' },
    ]);
    expect((await enqueue(app)).state).toBe('suppressed');
    expect((await enqueue(app, { topic: 'rewards' })).state).toBe('queued');
    await app.drain();
  });

  it('takes a mail program’s multipart post too', async () => {
    const form = new FormData();
    form.append('List-Unsubscribe', 'One-Click');
    const answer = await fetch(app.url + address, { method: 'POST', body: form });
    expect(answer.status).toBe(200);
  });

  it('can be taken back', async () => {
    expect((await app.anyone().form(`${address}/undo`, {})).status).toBe(200);
    expect(await suppressions()).toEqual([]);
    expect((await enqueue(app)).state).toBe('queued');
    await app.drain();
  });

  it('by kind, on a page that changes nothing until its button is pressed', async () => {
    await enqueue(app, { topic: 'rewards' });
    await enqueue(app, { topic: 'sign-in' });
    await app.drain();
    const topics = `${address}/topics`;
    const shown = await app.anyone().get(topics);
    expect(shown.text).toMatch(/name="topic\.reminders" checked[\s\S]*name="topic\.rewards" checked/);
    expect(shown.text).not.toContain('topic.sign-in');
    await app.anyone().send('HEAD', topics);
    expect(await suppressions()).toEqual([]);

    const elsewhere = app.anyone().with({ origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' });
    expect((await elsewhere.form(topics, { 'topic.rewards': 'on' })).status).toBe(200);
    expect((await enqueue(app)).state).toBe('suppressed');
    expect((await enqueue(app, { topic: 'rewards' })).state).toBe('queued');
    await elsewhere.form(topics, { 'topic.rewards': 'on', none: 'on' });
    expect((await enqueue(app, { topic: 'rewards' })).state).toBe('suppressed');
    expect((await enqueue(app, { topic: 'sign-in' })).state).toBe('queued');
    const refused = await elsewhere.form(topics, { 'topic.sign-in': 'on' });
    expect(refused.status).toBe(422);
    await elsewhere.form(topics, { 'topic.rewards': 'on', 'topic.reminders': 'on' });
    expect(await suppressions()).toEqual([]);
    await app.drain();
  });

  it('needs the whole link', async () => {
    for (const wrong of [`${address}x/topics`, `${address}x`, '/u/abc', `/u/${'0'.repeat(32)}.abc`]) {
      expect((await app.anyone().get(wrong)).status).toBe(404);
      expect((await app.anyone().form(wrong, {})).status).toBe(404);
    }
  });
});
