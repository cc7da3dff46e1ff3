import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../platform/project-root.js';
import type { TemplateVersion } from '../templates/templates.queries.js';
import { ENDED, helpText, MAX_REPLY_CHARACTERS, replyText, UNKNOWN_KEYWORD } from './text-reply.js';
import { twiml } from './twiml.js';

const facts = {
  departmentName: 'Alder Falls Police Department',
  productName: 'Hallam',
  referralUrl: 'https://liaison.example/r/alderfallspd',
  disclosure:
    'The Alder Falls Police Department earns one $200 device per 20 downloads of the app through this link.',
};
const fields = Object.keys(facts).map((name) => ({
  name,
  label: name,
  type: 'fact',
  required: true,
  maxLength: null,
  example: '',
  fact: name,
}));
const withSource = (source: string) => ({ source, fields }) as unknown as TemplateVersion;
const builtIn = withSource(readFileSync(path.join(projectRoot(), 'templates/content/sms-reply.hbs'), 'utf8'));

describe('the answer to a keyword', () => {
  it('is the template’s, on two lines', () => {
    expect(replyText(facts, builtIn)).toBe(
      `Alder Falls Police Department: get Hallam at https://liaison.example/r/alderfallspd\n${facts.disclosure} Reply STOP to end.`,
    );
    expect(replyText(facts, undefined)).toBe(replyText(facts, builtIn));
  });

  it('never goes without link and disclosure, whatever the template says', () => {
    for (const source of [
      '{{#block "reply" "locked" label="Reply"}}Get {{productName}}{{/block}}',
      '{{#block "reply" "locked" label="Reply"}}{{referralUrl}}{{/block}}',
      '{{#block "reply" "locked" label="Reply"}}{{disclosure}}{{/block}}',
    ])
      expect(replyText(facts, withSource(source))).toBe(replyText(facts, undefined));
    const own = withSource(
      '{{#block "reply" "locked" label="Reply"}}{{referralUrl}} {{disclosure}} Thank you.{{/block}}',
    );
    expect(replyText(facts, own)).toBe(`${facts.referralUrl} ${facts.disclosure} Thank you.`);
  });

  it('leaves the name before the link out where that makes it fit, and never shortens the disclosure', () => {
    const name = 'Upper and Lower Alder Falls Townships Regional Consolidated Metropolitan Police Department';
    const long = {
      ...facts,
      departmentName: name,
      disclosure: facts.disclosure.replace('Alder Falls Police Department', name),
    };
    const text = replyText(long, builtIn);
    expect(text.length).toBeLessThanOrEqual(MAX_REPLY_CHARACTERS);
    expect(text).toBe(`Get Hallam at ${facts.referralUrl}\n${long.disclosure} Reply STOP to end.`);
    const endless = { ...long, disclosure: `${'x'.repeat(400)}.` };
    expect(replyText(endless, builtIn)).toContain(endless.disclosure);
  });

  it('fits for everything else', () => {
    const help = helpText({ productName: 'Hallam', legalName: 'Hallam Inc.', isPlaceholder: false });
    expect(help).toContain('Hallam by Hallam Inc.');
    expect(help).toContain('STOP');
    expect(
      helpText({ productName: 'the app', legalName: 'Your company (not set up yet)', isPlaceholder: true }),
    ).not.toContain('set up');
    for (const text of [help, UNKNOWN_KEYWORD, ENDED])
      expect(text.length).toBeLessThanOrEqual(MAX_REPLY_CHARACTERS);
  });

  it('is written as TwiML', () => {
    expect(twiml(null)).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<Response></Response>');
    expect(twiml('a <b> & "c"\u0000')).toContain(
      '<Response><Message>a &lt;b&gt; &amp; "c"</Message></Response>',
    );
  });
});
