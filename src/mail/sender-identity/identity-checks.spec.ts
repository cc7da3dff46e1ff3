import { checkDkim, checkDmarc, checkMx, checkSpf, dmarcNames, isAligned } from './identity-checks.js';

const said = (...records: string[]) => ({ answered: true as const, records });
const SILENT = { answered: false as const };
const OURS = 'v=DKIM1; k=rsa; p=QUJD';

describe('what receivers can know of a sender', () => {
  it.each([
    [said('v=spf1 a:mail.x.example -all'), 'mail.x.example', 'good'],
    [said('v=spf1 include:amazonses.com ~all'), 'email-smtp.us-east-1.amazonaws.com', 'good'],
    [said('v=spf1 redirect=_spf.x.example'), 'mail.x.example', 'good'],
    [said('v=spf1 a:mail.x.example -all'), 'email-smtp.us-east-1.amazonaws.com', 'wrong'],
    [said('v=spf1 mx ?all'), 'mail.x.example', 'weak'],
    [said('v=spf1 +all'), null, 'wrong'],
    [said('v=spf1 all'), null, 'wrong'],
    [said('v=spf1 -all', 'v=spf1 mx -all'), null, 'wrong'],
    [said('google-site-verification=1', 'v=spf10 -all'), null, 'missing'],
    [SILENT, null, 'unanswered'],
  ])('SPF %j by %s is %s', (answer, host, health) => {
    expect(checkSpf('x.example', answer, host).health).toBe(health);
  });

  it('keeps what stands in an SPF record when it says what to add', () => {
    const { wanted } = checkSpf('x.example', said('v=spf1 mx ~all'), 'smtp.sendgrid.net');
    expect(wanted).toBe('v=spf1 mx include:sendgrid.net ~all');
  });

  it.each([
    [said('v=DKIM1; k=rsa; p=QU JD'), OURS, 'good'],
    [said('k=rsa; p=QUJD'), OURS, 'good'],
    [said('v=DKIM1; p=WFla'), OURS, 'wrong'],
    [said('v=DKIM1; p='), OURS, 'wrong'],
    [said(OURS, OURS), OURS, 'wrong'],
    [said(), OURS, 'missing'],
    [SILENT, OURS, 'unanswered'],
    [null, null, 'weak'],
  ])('DKIM %j against %s is %s', (answer, ours, health) => {
    expect(checkDkim('s._domainkey.x.example', answer, ours).health).toBe(health);
  });

  it.each([
    [said('v=DMARC1; p=reject'), true, 'good'],
    [said('v=DMARC1;p=none;rua=mailto:a@x.example'), true, 'weak'],
    [said('v=DMARC1; p=reject'), false, 'wrong'],
    [said('v=DMARC1; p=whatever'), true, 'wrong'],
    [said('v=DMARC1; p=none', 'v=DMARC1; p=reject'), true, 'wrong'],
    [said('v=spf1 -all'), true, 'missing'],
    [SILENT, true, 'unanswered'],
  ])('DMARC %j, aligned %s, is %s', (answer, aligned, health) => {
    expect(checkDmarc('_dmarc.x.example', answer, aligned).health).toBe(health);
  });

  it('looks for DMARC at the domain and above it, and knows what belongs together', () => {
    expect(dmarcNames('mail.x.example')).toEqual(['_dmarc.mail.x.example', '_dmarc.x.example']);
    expect(dmarcNames('localhost')).toEqual(['_dmarc.localhost']);
    expect([isAligned('mail.x.example', 'x.example'), isAligned('x.example', 'y.example')]).toEqual([
      true,
      false,
    ]);
    expect(checkMx('x.example', said()).health).toBe('missing');
  });
});
