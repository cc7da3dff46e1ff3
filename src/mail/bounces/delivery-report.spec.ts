import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../platform/project-root.js';
import { readDeliveryReport } from './delivery-report.js';

const folder = path.join(projectRoot(), 'test', 'mail', 'delivery-reports');
const OURS = '<3f9c1d5b7a0e4c2f8d6b1a9e5c7f3d2b4a6e8c0f@hallam.example>';

/** What each report says: its kind, what a failure is about, its code, and whether it names our mail. */
const TABLE: [file: string, kind: string, scope: string | null, status: string | null, names: boolean][] = [
  ['amazon-ses-bounce', 'failed', 'message', '4.4.7', true],
  ['amazon-ses-unknown', 'failed', 'address', '5.1.1', true],
  ['barracuda-plain', 'failed', 'message', null, false],
  ['base64-status', 'failed', 'address', '5.2.1', true],
  ['complaint-arf', 'complaint', null, null, true],
  ['domino-plain', 'failed', 'address', null, false],
  ['exchange-delayed', 'delayed', null, '4.4.7', true],
  ['exchange-expanded', 'expanded', null, '2.0.0', true],
  ['exchange-relayed', 'relayed', null, '2.0.0', true],
  ['exim-delayed', 'delayed', null, '4.7.1', false],
  ['exim-old-plain', 'failed', 'address', '5.1.1', true],
  ['exim-unrouteable', 'failed', 'address', '5.0.0', true],
  ['exim-user-unknown', 'failed', 'address', '5.0.0', true],
  ['gateway-html-only', 'failed', 'address', '5.1.1', false],
  ['gmail-delayed', 'delayed', null, '4.4.1', true],
  ['gmail-no-such-account', 'failed', 'address', '5.1.1', true],
  ['gmail-unauthenticated', 'failed', 'sender', '5.7.26', true],
  ['mimecast-policy', 'failed', 'message', '5.0.0', true],
  ['mimecast-unknown', 'failed', 'address', '5.0.0', true],
  ['no-action', 'failed', 'address', '5.1.6', true],
  ['office365-edge-blocked', 'failed', 'address', '5.4.1', true],
  ['office365-not-found', 'failed', 'address', '5.1.10', true],
  ['office365-spam', 'failed', 'message', '5.7.1', true],
  ['postfix-delayed', 'delayed', null, '4.4.1', true],
  ['postfix-delivered', 'delivered', null, '2.0.0', true],
  ['postfix-given-up', 'failed', 'message', '4.4.1', true],
  ['postfix-host-not-found', 'failed', 'domain', '5.4.4', true],
  ['postfix-mailbox-full', 'failed', 'message', '5.2.2', true],
  ['postfix-relayed', 'relayed', null, '2.0.0', true],
  ['postfix-user-unknown', 'failed', 'address', '5.1.1', true],
  ['proofpoint-blocked', 'failed', 'message', '5.7.0', true],
  ['proofpoint-unknown', 'failed', 'address', '5.1.1', true],
  ['qmail-no-host', 'failed', 'domain', '5.1.2', true],
  ['qmail-no-mailbox', 'failed', 'address', '5.1.1', true],
  ['sendmail-unknown', 'failed', 'address', '5.1.1', true],
  ['sendmail-warning', 'delayed', null, '4.2.0', true],
  ['several-recipients', 'failed', 'address', '5.1.1', true],
];
/** No reports at all, whatever words stand in them. */
const NONE = ['not-challenge', 'not-out-of-office', 'not-read-receipt', 'not-vacation'];

const read = (name: string) =>
  readDeliveryReport(
    // As it comes over the line.
    Buffer.from(readFileSync(path.join(folder, `${name}.eml`), 'utf8').replaceAll('\n', '\r\n')),
    '',
  );

describe('a delivery report', () => {
  it('is looked at whenever it lies in the folder', () => {
    const there = readdirSync(folder).map((file) => file.replace('.eml', ''));
    expect([...TABLE.map(([name]) => name), ...NONE].sort()).toEqual(there.sort());
    expect(TABLE.length).toBeGreaterThanOrEqual(30);
  });

  it.each(TABLE)('%s: %s, about the %s', async (name, kind, scope, status, names) => {
    const report = await read(name);
    expect(report).toMatchObject({ kind, scope, status, originalId: names ? OURS : null });
  });

  it.each(NONE)('%s is none', async (name) => {
    expect(await read(name)).toBeNull();
  });

  it('does not choke on what is no mail', async () => {
    const broken = [
      '',
      '\r\n\r\n',
      'Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n',
      '\0\xff'.repeat(99),
    ];
    const kinds = broken.map(
      async (raw) => (await readDeliveryReport(Buffer.from(raw, 'latin1'), 'x@y.example'))?.kind,
    );
    expect(await Promise.all(kinds)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
