import { type Facts, renderBlocks, type TemplateVersion } from '../templates/templates.queries.js';

/** Two segments of a text message; what is longer costs more and arrives in pieces on old phones. */
export const MAX_REPLY_CHARACTERS = 320;

/** What the answer to a keyword says; all of it made public by the answer itself. */
export interface ReplyFacts {
  departmentName: string;
  productName: string;
  referralUrl: string;
  /** From the live terms; it stands in every answer in full (16 CFR 255.5). */
  disclosure: string;
}

const STOP = 'Reply STOP to end.';

/**
 * The text a resident gets back for a keyword: by the approved template where it gives a whole text with the disclosure
 * in it, else in words of our own; and without the department's name before the link where that makes it fit into 320
 * characters. Link and disclosure are never shortened, so long names can still be longer.
 */
export function replyText(facts: ReplyFacts, template: TemplateVersion | undefined): string {
  const { departmentName, productName, referralUrl, disclosure } = facts;
  const full =
    byTemplate(facts, template) ??
    `${departmentName}: get ${productName} at ${referralUrl}\n${disclosure} ${STOP}`;
  if (full.length <= MAX_REPLY_CHARACTERS) return full;
  const short = `Get ${productName} at ${referralUrl}\n${disclosure} ${STOP}`;
  return short.length < full.length ? short : full;
}

function byTemplate(facts: ReplyFacts, template: TemplateVersion | undefined): string | undefined {
  if (!template) return undefined;
  const { blocks, missing, errors } = renderBlocks(template, {}, { ...facts } satisfies Facts);
  if (missing.length > 0 || errors.length > 0) return undefined;
  const words = blocks
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join('\n');
  // What an admin wrote may leave these out; an answer may not.
  return words.includes(facts.disclosure) && words.includes(facts.referralUrl) ? words : undefined;
}

/** Who we are and how to stop, for HELP and INFO. */
export function helpText(vendor: { productName: string; legalName: string; isPlaceholder: boolean }): string {
  const who = vendor.isPlaceholder ? vendor.productName : `${vendor.productName} by ${vendor.legalName}`;
  return `This number answers for ${who}. Text a police department's keyword and you get one message back: its link to the app, and what the department earns. We keep no phone numbers. ${STOP}`;
}

export const UNKNOWN_KEYWORD =
  'Sorry, we do not know that keyword. Please check how it is spelled and text it again, or reply HELP.';

export const ENDED =
  'This program has ended. Downloads through it no longer count for the police department.';
