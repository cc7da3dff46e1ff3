import { startTestApp, type TestApp } from '../support/app.js';

describe('the description of the API', () => {
  let app: TestApp;
  let document: Record<string, any>;
  beforeAll(async () => {
    app = await startTestApp();
    document = (await app.anyone().get('/api/openapi.json')).json;
  });
  afterAll(() => app.close());

  it('points to nothing that is not there', () => {
    const pointed = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name as string,
    );
    expect(pointed.filter((name) => !document['components'].schemas[name])).toEqual([]);
    expect(pointed.length).toBeGreaterThan(50);
  });

  it('names the calls other programs rely on', () => {
    const calls = Object.entries<object>(document['paths']).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(calls).toEqual(
      expect.arrayContaining([
        'POST /api/v1/departments',
        'GET /api/v1/departments',
        'GET /api/v1/departments/{id}',
        'PATCH /api/v1/departments/{id}',
        'GET /api/v1/departments/{id}/contacts',
        'POST /api/v1/departments/{id}/contacts',
        'POST /api/v1/department-imports',
        'GET /api/v1/department-imports/{id}',
        'POST /api/v1/department-imports/{id}/application',
        'POST /api/v1/department-imports/{id}/reversal',
        'POST /api/v1/pitches',
        'GET /api/v1/pitches',
        'GET /api/v1/pitch-board',
        'POST /api/v1/pitches/{id}/stage-changes',
        'POST /api/v1/pitches/{id}/activities',
        'POST /api/v1/pitches/{id}/tasks',
        'POST /api/v1/partnerships',
        'POST /api/v1/partnerships/{id}/activation',
        'POST /api/v1/partnerships/{id}/announcement',
        'POST /api/v1/partnerships/{id}/end',
        'POST /api/v1/partnerships/{id}/renewal',
        'POST /api/v1/partnerships/{id}/terms',
        'GET /api/v1/partnerships/{id}/progress',
        'GET /api/v1/partnerships/{id}/reminder-schedule',
        'PUT /api/v1/partnerships/{id}/reminder-schedule',
        'POST /hooks/branch/{secret}',
        'POST /api/v1/downloads',
        'GET /api/v1/downloads',
        'POST /api/v1/download-reversals',
        'POST /api/v1/downloads/{id}/assignment',
        'GET /api/v1/rewards',
        'GET /api/v1/gift-ledger',
        ...['acceptance', 'refusal', 'approval', 'shipment', 'delivery', 'loss', 'return'].map(
          (step) => `POST /api/v1/rewards/{id}/${step}`,
        ),
        'GET /api/v1/templates',
        'GET /api/v1/templates/{id}',
        'POST /api/v1/drafts',
        'GET /api/v1/drafts/{id}',
        ...['revisions', 'submission', 'withdrawal', 'correction', 'recall', 'hunk-answers', 'release'].map(
          (step) => `POST /api/v1/drafts/{id}/${step}`,
        ),
        'GET /api/v1/drafts/{id}/redline',
        'GET /api/v1/drafts/{id}/export.html',
        'GET /api/v1/drafts/{id}/export.txt',
        'GET /api/v1/reviews',
        ...['claim', 'proposal', 'decision'].map((step) => `POST /api/v1/reviews/{id}/${step}`),
        'GET /api/v1/reminders',
        'GET /api/v1/emails',
        'GET /api/v1/emails/{id}/raw',
        'GET /api/v1/audit-events',
      ]),
    );
  });

  it('has a page of its own, under the same rules for scripts', async () => {
    const answer = await app.anyone().with({ accept: 'text/html' }).get('/api/docs');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(answer.text).not.toMatch(/<script>[^<]/);
  });
});
