import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestApp, type TestApp } from '../support/app.js';
import { type ServerProcess, startProcess } from '../support/processes.js';
import { until } from '../support/until.js';
import { enqueue, nameOrganisation, rowOf } from './mail-kit.js';
import { startSmtpSink, type SmtpSink } from './smtp-sink.js';

describe('a worker killed in the midst of a handover', () => {
  let app: TestApp;
  let sink: SmtpSink;
  let folder: string;
  let worker: ServerProcess | undefined;

  beforeAll(async () => {
    sink = await startSmtpSink();
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-mail-'));
    app = await startTestApp({ env: { SMTP_URL: sink.url } });
    await nameOrganisation(app);
  });
  afterAll(async () => {
    await worker?.kill();
    await sink.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('leaves that mail to a person, loses no other, and doubles none', async () => {
    sink.after.push('hang');
    const torn = await enqueue(app, { to: { name: 'Torn', email: 'torn@pd.example' } });
    worker = await startProcess({
      ROLE: 'worker',
      DATABASE_URL: app.databaseUrl,
      DATA_DIR: folder,
      SECRET_KEY: 'a-test-key-of-at-least-32-characters',
      SMTP_URL: sink.url,
    });
    await until('the mail to arrive', () => sink.arrived === 1);
    expect(worker.output()).not.toContain('Nothing relayed');
    expect(await rowOf(app, torn.id)).toMatchObject({ state: 'sending', attempts: 1 });
    await worker.kill();
    const waiting = await enqueue(app, { to: { name: 'Next', email: 'next@pd.example' } });

    // Another process sweeps as soon as Postgres has seen that the first is gone.
    await until('the torn mail to be told of', async () => {
      await app.runScheduled('mail.sweep');
      return (await rowOf(app, torn.id))['state'] !== 'sending';
    });
    expect(await rowOf(app, waiting.id)).toMatchObject({ state: 'sent' });
    expect(sink.arrived).toBe(2);
    expect(sink.accepted).toHaveLength(1);
    expect(await rowOf(app, torn.id)).toMatchObject({ state: 'unknown', attempts: 1 });
  });
});
