import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../platform/project-root.js';

/** A mail the product can send, with what it would be filled with. */
export interface MailSample {
  /** `mail/<room>/<name>`, below templates/. */
  template: string;
  /** What it is for, in a few words. */
  about: string;
  topic: string;
  data: Record<string, unknown>;
}

const FOLDER = path.join(projectRoot(), 'templates', 'mail');
/** The frame of mails is none itself. */
const FRAME = 'mail/layout';
/** How samples name the product's own address. */
const HOME = 'https://liaison.example';

/** The names of all mails the product can send, `<room>/<name>`, in order. */
export function mailNames(): string[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[a-z-]+\/[a-z0-9-]+\.txt\.hbs$/.test(file))
    .map((file) => file.replace(/\.txt\.hbs$/, ''))
    .filter((name) => name !== FRAME)
    .sort();
}

/** The sample of a mail, its addresses below `publicUrl`; null where there is no such mail. Throws when it has no sample. */
export function mailSample(name: string, publicUrl: string): MailSample | null {
  if (!mailNames().includes(name)) return null;
  const file = path.join(FOLDER, `${name}.sample.json`);
  if (!existsSync(file))
    throw new Error(`The mail ${name} needs a sample: templates/mail/${name}.sample.json.`);
  const text = readFileSync(file, 'utf8').replaceAll(HOME, publicUrl);
  return { template: `mail/${name}`, ...(JSON.parse(text) as Omit<MailSample, 'template'>) };
}
