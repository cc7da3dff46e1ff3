import type { FieldError } from '../platform/errors.js';
import { checkValues, type RenderedBlock, type TemplateField } from '../templates/templates.queries.js';
import { peopleIn } from './draft-people.js';
import { claimsIn, isHostAllowed, type WritingRules } from './writing-rules.js';

/** One thing about a text that is not as it should be. */
export interface DraftCheck extends FieldError {
  code: string;
  /** Keeps the text from being sent; the others are advice. */
  blocks: boolean;
  /** What an author may say to settle it, by key; null when only other words do. */
  confirm: { key: string; label: string } | null;
}

/** A picture of a text with what is known of it. `expiresOn` is the last day it may be used, in the department's zone. */
export interface CheckedPicture {
  altText: string | null;
  rights: string | null;
  consent: 'given' | 'nobody_shown' | 'missing' | null;
  expiresOn: string | null;
}

/** Everything a text is checked by. */
export interface CheckedText {
  fields: readonly TemplateField[];
  values: Readonly<Record<string, string | number | null>>;
  body: Readonly<Record<string, string>>;
  blocks: readonly RenderedBlock[];
  missing: readonly string[];
  /** The disclosure of the terms in force; null when there is none yet. */
  disclosure: string | null;
  /** Whether a text of this kind goes out to the public. */
  isPublic: boolean;
  pictures: readonly CheckedPicture[];
  /** Names of people who are contacts or speak in the text by their office. */
  known: readonly string[];
  rules: WritingRules;
  /** Hosts of our own, always allowed. */
  ownHosts: readonly string[];
  /** Keys of what the author has said. */
  confirmed: ReadonlySet<string>;
  /** Today in the department's zone, YYYY-MM-DD. */
  today: string;
}

/** Questions a text with such words raises. The words are asked for in what people wrote, never in the template's own. */
const CHECKLIST = [
  {
    key: 'juvenile',
    words: /\b(?:juveniles?|minors?|teens?|teenagers?|boys?|girls?|(?:[1-9]|1[0-7])[- ]year[- ]old)\b/iu,
    label: 'No juvenile is named or can be recognized',
  },
  {
    key: 'victim',
    words: /\b(?:victims?|assaulted|raped|abused|molested|was robbed|were robbed)\b/iu,
    label: 'No victim is named or can be recognized without having agreed',
  },
  {
    key: 'active_case',
    words:
      /\b(?:suspects?|arrest(?:s|ed)?|(?:under|active|open|ongoing|current|pending|criminal) investigations?|being investigated|case (?:number|no\.?)|charged with|at large)\b/iu,
    label: 'Nothing here is about an open case, or the prosecutor has agreed',
  },
] as const;

const NUMERIC_DATE = /(?<![\d/.-])(?:\d{1,2}\/\d{1,2}\/(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?![\d/-])/u;

/**
 * All checks of a text, those that block first. The server runs them at every save to show them and at submission to
 * refuse; whatever stands on the page is a copy of this answer.
 */
export function checkText(text: CheckedText): DraftCheck[] {
  const all = [
    ...missingParts(text),
    ...misfits(text),
    ...disclosureThere(text),
    ...claims(text),
    ...addresses(text),
    ...people(text),
    ...checklist(text),
    ...pictures(text),
    ...dates(text),
  ];
  return [...all.filter(({ blocks }) => blocks), ...all.filter(({ blocks }) => !blocks)];
}

/** What the author may confirm and has, so that the page can show it as settled. */
export function confirmable(text: CheckedText): { key: string; label: string }[] {
  const open = { ...text, confirmed: new Set<string>() };
  return checkText(open).flatMap(({ confirm }) => (confirm ? [confirm] : []));
}

function missingParts({ fields, missing }: CheckedText): DraftCheck[] {
  const label = new Map(fields.map((field) => [field.name, field.label]));
  return missing.map((name) =>
    blocking('required', `values.${name}`, `${label.get(name) ?? name} is empty. Fill it in.`),
  );
}

function misfits({ fields, values }: CheckedText): DraftCheck[] {
  return checkValues(fields, values).map(({ code, field, message }) => blocking(code, field, message));
}

function disclosureThere({ isPublic, disclosure, blocks }: CheckedText): DraftCheck[] {
  if (!isPublic || disclosure === null) return [];
  const whole = oneLine(blocks.map(({ text }) => text).join('\n'));
  if (whole.includes(oneLine(disclosure))) return [];
  return [
    blocking(
      'disclosure_missing',
      'body',
      'The disclosure is not in the text. Save it again, or use a template that carries it.',
    ),
  ];
}

function claims({ rules, ...text }: CheckedText): DraftCheck[] {
  return written(text).flatMap(({ field, words }) =>
    claimsIn(words, rules.claims).map(({ found, claim }) =>
      blocking(
        'unapproved_claim',
        field,
        `“${found}” is a claim that is not approved.${claim.instead ? ` Instead: ${claim.instead}.` : ' Take it out.'}`,
      ),
    ),
  );
}

function addresses({ fields, values, rules, ownHosts }: CheckedText): DraftCheck[] {
  return fields.flatMap(({ name, type, label }) => {
    const value = values[name];
    if (type !== 'url' || typeof value !== 'string' || value === '') return [];
    if (isHostAllowed(value, [...ownHosts, ...rules.hosts])) return [];
    return [
      blocking(
        'host_not_allowed',
        `values.${name}`,
        `${label} points to a site that is not on the list. Use another, or ask an admin to add it.`,
      ),
    ];
  });
}

function people({ known, confirmed, ...text }: CheckedText): DraftCheck[] {
  const seen = new Set<string>();
  return written(text).flatMap(({ field, words }) =>
    peopleIn(words, known).flatMap((name) => {
      const key = `person:${name}`.slice(0, 140);
      if (seen.has(key) || confirmed.has(key)) return [];
      seen.add(key);
      return [
        {
          ...blocking(
            'person_without_consent',
            field,
            `${name} is named. Say that they agreed, or leave the name out.`,
          ),
          confirm: { key, label: `${name} agreed to be named` },
        },
      ];
    }),
  );
}

function checklist({ rules, confirmed, ...text }: CheckedText): DraftCheck[] {
  const parts = written(text);
  return CHECKLIST.flatMap(({ key, words, label }) => {
    const hit = parts.find((part) => words.test(part.words));
    if (confirmed.has(key) || (!hit && (rules.checklist !== 'always' || !text.isPublic))) return [];
    const found = hit ? words.exec(hit.words)?.[0] : undefined;
    return [
      {
        ...blocking(
          'checklist',
          hit?.field ?? 'body',
          found ? `“${found}” stands here. Confirm: ${lowerFirst(label)}.` : `Confirm: ${lowerFirst(label)}.`,
        ),
        confirm: { key, label },
      },
    ];
  });
}

function pictures({ pictures: all, today }: CheckedText): DraftCheck[] {
  return all.flatMap(({ altText, rights, consent, expiresOn }, index) => {
    const found = (code: string, message: string): DraftCheck =>
      blocking(code, `assets.${index}`, `Picture ${index + 1} ${message}`);
    return [
      ...(altText?.trim() ? [] : [found('alt_text_missing', 'has no alt text. Describe it.')]),
      ...(rights?.trim()
        ? []
        : [
            found('rights_missing', 'does not say who made it and may use it. Add it again with its rights.'),
          ]),
      ...(consent === 'given' || consent === 'nobody_shown'
        ? []
        : [
            found(
              'consent_missing',
              'does not say whether the people in it agreed. Add it again with their consent.',
            ),
          ]),
      ...(expiresOn !== null && expiresOn < today
        ? [found('picture_expired', 'may not be used any more. Take another.')]
        : []),
    ];
  });
}

function dates(text: Pick<CheckedText, 'fields' | 'values' | 'body'>): DraftCheck[] {
  return written(text).flatMap(({ field, words }) => {
    const found = NUMERIC_DATE.exec(words)?.[0];
    return found
      ? [
          {
            ...blocking('date_style', field, `“${found}”: newspapers write a day as April 22, 2019.`),
            blocks: false,
          },
        ]
      : [];
  });
}

/** What people wrote: free blocks and texts. The template's own sentences were approved with the template. */
function written({ fields, values, body }: Pick<CheckedText, 'fields' | 'values' | 'body'>) {
  const typed = fields.flatMap(({ name, type }) =>
    (type === 'text' || type === 'long_text') && values[name]
      ? [{ field: `values.${name}`, words: String(values[name]) }]
      : [],
  );
  return [...typed, ...Object.entries(body).map(([id, words]) => ({ field: `body.${id}`, words }))];
}

function blocking(code: string, field: string, message: string): DraftCheck {
  return { code, field, message, blocks: true, confirm: null };
}

function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
