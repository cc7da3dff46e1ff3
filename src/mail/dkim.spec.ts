import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { dkimVerify } from 'mailauth';
import { type DkimKey, dkimRecord, dkimSignature } from './dkim.js';

const now = new Date('2019-04-22T15:00:00Z');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const MAIL = [
  'From: Hallam <desk@hallam.example>',
  'To: =?utf-8?q?Ren=C3=A9e?= <renee@pd.example>',
  'Subject: A long subject that is',
  ' folded over  two lines',
  'Message-ID: <1@hallam.example>',
  'List-Unsubscribe: <https://desk.hallam.example/u/1>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Grüße,  with \t spaces ',
  '.. and a dot',
  '',
  '',
  '',
].join('\r\n');

describe('a DKIM signature', () => {
  it.each<[string, KeyObject]>([
    ['RSA', rsa],
    ['Ed25519', ed],
  ])('with an %s key holds, and covers both headers for unsubscribing', async (_name, key) => {
    expect(await verified(MAIL, key)).toEqual('pass');
    expect(await verified('From: a@hallam.example\r\n\r\n', key)).toEqual('pass');
    expect(await verified('From: a@hallam.example\r\nTo: b@pd.example\r\n\r\nno line end', key)).toEqual(
      'pass',
    );
  });

  it.each([
    ['the body is changed', (mail: string) => mail.replace('a dot', 'a dash')],
    ['the way to unsubscribe is changed', (mail: string) => mail.replace('/u/1', '/u/2')],
    [
      'a way to unsubscribe is added',
      (mail: string) => `List-Unsubscribe: <https://evil.example>\r\n${mail}`,
    ],
    ['a second sender is added', (mail: string) => `From: evil@evil.example\r\n${mail}`],
    ['an address to answer to is added', (mail: string) => `Reply-To: evil@evil.example\r\n${mail}`],
  ])('breaks when %s', async (_what, change) => {
    expect(await verified(MAIL, rsa, change)).not.toEqual('pass');
  });

  it('holds when a relay gives the mail another Message-ID', async () => {
    expect(await verified(MAIL, rsa, (mail) => mail.replace('<1@', '<2@'))).toBe('pass');
  });

  async function verified(mail: string, key: KeyObject, change = (one: string) => one): Promise<string> {
    const dkim: DkimKey = { domain: 'hallam.example', selector: 'liaison1', key };
    const signature = await dkimSignature(Buffer.from(mail), dkim, now);
    const signed = /\r\n h=([^;]+);/.exec(signature)?.[1]?.split(':') ?? [];
    expect(signed).toEqual(expect.arrayContaining(['from', 'list-unsubscribe', 'list-unsubscribe-post']));
    const { results } = await dkimVerify(Buffer.concat([Buffer.from(signature), Buffer.from(change(mail))]), {
      resolver: (name: string) => {
        expect(name).toBe('liaison1._domainkey.hallam.example');
        return Promise.resolve([[dkimRecord(key)]]);
      },
    });
    return results[0]!.status.result;
  }
});
