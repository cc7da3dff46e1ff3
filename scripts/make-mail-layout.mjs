/**
 * Writes the frame of every mail, templates/mail/mail/layout.hbs, from layout.mjml beside it. Run after changing that file,
 * with MJML from a folder of your own: it brings thousands of files for this one page, so it is no dependency.
 *
 *   npm install --prefix /tmp/mjml mjml@5.4.1
 *   node scripts/make-mail-layout.mjs /tmp/mjml
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('Say where MJML is installed: node scripts/make-mail-layout.mjs /tmp/mjml\n');
  process.exit(1);
}
const loaded = createRequire(join(resolve(folder), 'x.cjs'))('mjml');
const mjml = typeof loaded === 'function' ? loaded : loaded.default;
const file = join(import.meta.dirname, '..', 'templates', 'mail', 'mail', 'layout.mjml');
const source = readFileSync(file, 'utf8');
const { html, errors } = await mjml(source, { validationLevel: 'strict', keepComments: false, fonts: {} });
if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));

const made = html
  .replace(/^<!doctype html>/, '<!DOCTYPE html>')
  // Of no use to readers of mail, and of two minds about what is an article.
  .replace(/\s*aria-label="[^"]*"\s+aria-roledescription="email"\s+role="article"/, '')
  .replace(/[ \t]+$/gm, '')
  .replace(/\n{2,}/g, '\n')
  .trim();
const hash = createHash('sha256').update(source).digest('hex');
writeFileSync(
  file.replace('.mjml', '.hbs'),
  `{{!-- The frame of every mail. Made by scripts/make-mail-layout.mjs from layout.mjml (sha256 ${hash}); change that, not this.\n  Data: subject, body (rendered HTML), organisation {legalName, productName, postalAddress}, publicUrl, unsubscribeUrl|null, preferencesUrl|null. --}}\n${made}\n`,
);
