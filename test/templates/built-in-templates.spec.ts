import { builtInTemplates } from '../../src/templates/built-in.js';
import { exampleFacts } from '../../src/templates/facts.js';
import { renderBlocks } from '../../src/templates/render-blocks.js';
import { startingValues } from '../../src/templates/values.js';

const templates = builtInTemplates();

describe('the templates that come with Liaison', () => {
  it('cover every kind', () => {
    expect(templates.map(({ key }) => key)).toEqual([
      'media-advisory',
      'pitch-mail-follow-up-offer',
      'pitch-mail-follow-up',
      'pitch-mail-intro',
      'pitch-mail-last',
      'pitch-mail-offer',
      'press-release-announcement',
      'reminder-activation',
      'reminder-monthly-neighbors',
      'reminder-monthly-progress',
      'reminder-monthly',
      'sms-reply',
      'social-post-announcement',
      'social-post-how-to',
      'social-post-monthly',
      'talking-points',
    ]);
  });

  it.each(templates.map((template) => [template.key, template] as const))('%s reads complete with its examples', (_key, template) => {
    const given = Object.fromEntries(
      template.fields.filter(({ type }) => type !== 'fact').map(({ name, example }) => [name, example]),
    );
    const values = startingValues(template.fields, exampleFacts(), given);
    const { blocks, missing, errors } = renderBlocks(template, values, {});
    expect(missing).toEqual([]);
    expect(errors).toEqual([]);
    for (const block of blocks) {
      expect(block.text).not.toMatch(/[[\]{}]|undefined|null| \./);
      expect(block.text).not.toBe('');
    }
  });

  it.each(templates.filter(({ kind }) => kind !== 'pitch_mail').map((template) => [template.key, template] as const))(
    '%s carries the disclosure in a locked block',
    (_key, template) => {
      const values = startingValues(template.fields, exampleFacts());
      const disclosure = renderBlocks(template, values, {}).blocks.find(({ kind }) => kind === 'disclosure');
      expect(disclosure?.role).toBe('locked');
      expect(disclosure?.text).toContain('earns one $200 device per 20 downloads of the app through this link.');
    },
  );

  it('the announcement has the form of a press release', () => {
    const template = templates.find(({ key }) => key === 'press-release-announcement')!;
    const values = startingValues(
      template.fields,
      { ...exampleFacts(), departmentName: 'Pittsburg Police Department', city: 'Pittsburg', state: 'KS' },
      {
        headline: 'Pittsburg police join a neighborhood app',
        datelineDate: '2019-04-22',
        embargoTime: '10:00',
        whyJoined: 'residents asked for it',
        chiefQuote: 'We wanted something residents choose.',
        chiefName: 'Police Chief Ruth Alder',
      },
    );
    const { blocks } = renderBlocks(template, values, {});
    const text = (id: string) => blocks.find((block) => block.id === id)?.text;
    expect(text('embargo')).toBe('EMBARGOED UNTIL April 22, 2019, 10:00 a.m. CDT');
    expect(text('contact')).toBe(
      'Contact: Sgt. Lee Ortiz, 620-555-0142\nHallam contact: Ines Marlow, press@hallam.example, 415-555-0188',
    );
    expect(text('opening')).toBe(
      'PITTSBURG, Kan. (April 22, 2019) — The Pittsburg Police Department has joined Hallam, a free app for neighbors, ' +
        'because residents asked for it.',
    );
    expect(blocks.find(({ kind }) => kind === 'quote')?.attribution).toBe('Police Chief Ruth Alder');
    expect(text('how_to_get_it')).toBe(
      'Residents can get the app at https://liaison.example/r/alderfallspd or by texting ALDERFALLSPD to 555-0120. ' +
        'The public record of the partnership is at https://liaison.example/transparency/alder-falls-ks.',
    );
    expect(blocks.at(-1)?.text).toBe('###');
    const immediate = renderBlocks(template, { ...values, embargoTime: null }, {}).blocks[0];
    expect(immediate?.text).toBe('FOR IMMEDIATE RELEASE');
  });

  it('a post fits where the shortest limit is', () => {
    for (const template of templates.filter(({ kind }) => kind === 'social_post')) {
      const values = startingValues(template.fields, exampleFacts());
      const text = renderBlocks(template, values, {}).blocks.map((block) => block.text).join('\n');
      expect([...text.replace(/https:\/\/\S+/g, 'x'.repeat(23))].length).toBeLessThanOrEqual(280);
    }
  });
});
