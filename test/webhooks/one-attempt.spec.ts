import { readFileSync } from 'node:fs';
import http, { type RequestListener, type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { projectRoot } from '../../src/platform/project-root.js';
import { type Answer, post } from '../../src/webhooks/post.js';

const CERTIFICATE = path.join(projectRoot(), 'test/support/test-only-certificate');
const SHORT_PATIENCE_MS = 300;
/** Longer than a test may take: who waits for it fails. */
const LONG_PATIENCE_MS = 600_000;

describe('one attempt', () => {
  let server: Server;
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  const listen = async (made: Server): Promise<number> => {
    server = made;
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return (server.address() as AddressInfo).port;
  };
  /** Posts to a name that resolves nowhere, so that an answer can only come over the address that was checked. */
  const attempt = (
    port: number,
    scheme: 'http' | 'https' = 'http',
    patienceMs = SHORT_PATIENCE_MS,
  ): Promise<Answer> =>
    post(
      {
        url: new URL(`${scheme}://rebound.example:${port}/hooks?a=1`),
        addresses: [{ address: '127.0.0.1', family: 4 }],
      },
      { 'content-type': 'application/json' },
      '{"n":"é"}',
      patienceMs,
    );
  const against = async (listener: RequestListener, patienceMs?: number): Promise<Answer> =>
    attempt(await listen(http.createServer(listener)), 'http', patienceMs);

  it('goes to the address that was checked, whatever the name says by then', async () => {
    const heard: unknown[] = [];
    const answer = await against((request, response) => {
      request.setEncoding('utf8').on('data', (body) => heard.push(request.method, request.url, body));
      request.on('end', () => response.end('thanks'));
    });
    expect(answer).toMatchObject({ answered: true, status: 200, text: 'thanks' });
    expect(heard).toEqual(['POST', '/hooks?a=1', '{"n":"é"}']);
  });

  it('ends when nobody answers', async () => {
    expect(await against(() => undefined)).toMatchObject({
      answered: false,
      reason: 'No answer within 15 seconds.',
    });
  });

  it('knows the status though the body never ends, and reads a kilobyte of one without end', async () => {
    const stalled = await against((_request, response) => {
      response.writeHead(201).write('so far');
    });
    expect(stalled).toMatchObject({ answered: true, status: 201, text: 'so far' });
    server.closeAllConnections();
    server.close();
    const endless = await against((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1_000)));
      };
      response.writeHead(500).on('drain', more);
      more();
    }, LONG_PATIENCE_MS);
    expect(endless).toMatchObject({ answered: true, status: 500, text: 'x'.repeat(1_024) });
  });

  it('says that it was refused or cut off, without naming the address', async () => {
    expect(await against((request) => request.socket.destroy())).toMatchObject({
      answered: false,
      reason: 'The connection was cut off.',
    });
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    expect(await attempt(port)).toMatchObject({ answered: false, reason: 'The connection was refused.' });
    await listen(http.createServer());
  });

  it('does not trust a certificate nobody vouches for', async () => {
    const made = https.createServer({
      cert: readFileSync(path.join(CERTIFICATE, 'test-only.cert.pem')),
      key: readFileSync(path.join(CERTIFICATE, 'test-only.key.pem')),
    });
    const heard: unknown[] = [];
    made.on('request', (request) => heard.push(request.url));
    const answer = await attempt(await listen(made), 'https');
    expect(answer).toMatchObject({
      answered: false,
      reason: expect.stringContaining('certificate') as unknown,
    });
    expect(heard).toEqual([]);
  });
});
