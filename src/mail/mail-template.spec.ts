import { renderMail } from './mail-template.js';

const frame = {
  organisation: {
    legalName: 'Hallam & Sons Inc.',
    productName: 'Hallam',
    postalAddress: '1 Main Street, Springfield',
  },
  publicUrl: 'https://liaison.example',
  unsubscribeUrl: 'https://liaison.example/u/token',
  preferencesUrl: 'https://liaison.example/u/token/topics',
};

describe('a rendered mail', () => {
  const mail = renderMail(
    'mail/mail/sign-in-link',
    { name: '<Dana>', url: 'https://liaison.example/sign-in/abc', hours: 1 },
    frame,
  );

  it('has a subject, and a text part that is complete', () => {
    expect(mail.subject).toBe('Your sign-in link');
    expect(mail.text).toContain('<Dana>,');
    expect(mail.text).toContain('works once and for 1 hour.');
    expect(mail.text).toContain('https://liaison.example/sign-in/abc');
    expect(mail.text).toContain(
      'Hallam & Sons Inc.\n1 Main Street, Springfield\nNo more mails of this kind: https://liaison.example/u/token\nChoose which mails you get: https://liaison.example/u/token/topics',
    );
  });

  it('has an HTML part with styles on the tags, the postal address and a way to end it', () => {
    expect(mail.html).toContain('&lt;Dana&gt;,');
    expect(mail.html).toMatch(
      /<a class="button" href="https:\/\/liaison\.example\/sign-in\/abc" style="display:inline-block/,
    );
    expect(mail.html).toContain('Hallam &amp; Sons Inc., 1 Main Street, Springfield');
    expect(mail.html).toContain('href="https://liaison.example/u/token"');
    expect(mail.html).toContain('prefers-color-scheme: dark');
    expect(mail.html).not.toMatch(/<script|<img|https?:(?!\/\/liaison\.example)[^"]*\.css/);
  });

  it('refuses a name that leads elsewhere', () => {
    expect(() => renderMail('mail/../../package', {}, frame)).toThrow('Not the name of a mail');
  });
});
