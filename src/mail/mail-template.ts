import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { projectRoot } from '../platform/project-root.js';
import { registerHelpers } from '../platform/web/views/helpers/register.js';

/** A mail as it reads: both parts are complete in themselves. */
export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** Who sends, and how to stop it: stands under every mail. */
export interface MailFrame {
  organisation: { legalName: string; productName: string; postalAddress: string };
  publicUrl: string;
  /** Where the reader ends mails of this kind; null for mails a person asked for by their own act. */
  unsubscribeUrl: string | null;
  /** Where the reader chooses which kinds of mail they get; null where they cannot end this kind. */
  preferencesUrl: string | null;
}

const LAYOUT = 'mail/mail/layout';
/** Some mail programs cut what is longer. */
const MOST_HTML_BYTES = 102_000;

/** Mail programs read styles only where they stand on the tag itself. */
const STYLES: Record<string, string> = {
  p: 'margin:0 0 16px',
  h1: 'margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:600',
  h2: 'margin:24px 0 8px;font-size:17px;line-height:1.3;font-weight:600',
  h3: 'margin:16px 0 8px;font-size:16px;line-height:1.3;font-weight:600',
  ul: 'margin:0 0 16px;padding:0 0 0 20px',
  ol: 'margin:0 0 16px;padding:0 0 0 20px',
  li: 'margin:0 0 6px',
  blockquote: 'margin:0 0 16px;padding:4px 0 4px 16px;border-left:3px solid #c7d2cb',
  a: 'color:#1d5a45',
  'a.button':
    'display:inline-block;padding:11px 20px;border-radius:6px;background-color:#1d5a45;color:#ffffff;font-weight:600;text-decoration:none',
  th: 'padding:6px 16px 6px 0;text-align:left;vertical-align:top;font-weight:600',
  td: 'padding:6px 16px 6px 0;text-align:left;vertical-align:top',
  hr: 'margin:24px 0;border:0;border-top:1px solid #dce2dd',
};

const handlebars = Handlebars.create();
registerHelpers(handlebars, {});
const compiled = new Map<string, Handlebars.TemplateDelegate>();

/**
 * Renders `templates/<name>.hbs` (the HTML inside the frame) and `<name>.txt.hbs` (first line `Subject: …`). Templates
 * are files of the repository; every value is escaped in the HTML part. Throws when a file is missing, the subject is
 * not there, or the HTML grows beyond 102 KB.
 */
export function renderMail(name: string, data: Record<string, unknown>, frame: MailFrame): RenderedMail {
  const all = { publicUrl: frame.publicUrl, organisation: frame.organisation, ...data };
  const [first = '', ...rest] = plain(template(`${name}.txt`, true)(all))
    .trimStart()
    .split('\n');
  const subject = /^Subject:\s*(.+)$/.exec(first)?.[1]?.trim();
  if (!subject) throw new Error(`${name}.txt.hbs has to begin with "Subject: …".`);
  const body = withStyles(template(name, false)(all));
  const html = template(LAYOUT, false)({ ...frame, subject, body });
  if (Buffer.byteLength(html) > MOST_HTML_BYTES) throw new Error(`The mail ${name} is longer than 102 KB.`);
  return { subject, text: `${rest.join('\n').trim()}\n\n${footer(frame)}\n`, html };
}

/** True when a mail of this name can be rendered. */
export function mailTemplateExists(name: string): boolean {
  return [name, `${name}.txt`].every((one) => existsSync(fileOf(one)));
}

function template(name: string, asText: boolean): Handlebars.TemplateDelegate {
  let found = compiled.get(name);
  if (!found) {
    found = handlebars.compile(readFileSync(fileOf(name), 'utf8'), { noEscape: asText });
    compiled.set(name, found);
  }
  return found;
}

function fileOf(name: string): string {
  if (!/^mail(\/[a-z0-9-]+){2}(\.txt)?$/.test(name)) throw new Error(`Not the name of a mail: ${name}`);
  return join(projectRoot(), 'templates', `${name}.hbs`);
}

function withStyles(html: string): string {
  return html.replace(
    /<(p|h1|h2|h3|ul|ol|li|blockquote|a|th|td|hr)\b([^>]*)>/g,
    (tag, name: string, rest: string) => {
      if (/\sstyle=/.test(rest)) return tag;
      // The class stays: by it the frame knows a button where the reader's program is dark.
      const style = /\sclass="button"/.test(rest) && name === 'a' ? STYLES['a.button'] : STYLES[name];
      return `<${name}${rest} style="${style}">`;
    },
  );
}

/** Helpers that write dates wrap them in markup; the text part wants the words. */
function plain(text: string): string {
  return text.replace(/<\/?(?:time|span|abbr|bdi)\b[^>]*>/g, '').replaceAll('&nbsp;', ' ');
}

function footer({ organisation, unsubscribeUrl, preferencesUrl }: MailFrame): string {
  const lines = ['--', organisation.legalName, organisation.postalAddress];
  if (unsubscribeUrl) lines.push(`No more mails of this kind: ${unsubscribeUrl}`);
  if (preferencesUrl) lines.push(`Choose which mails you get: ${preferencesUrl}`);
  return lines.join('\n');
}
