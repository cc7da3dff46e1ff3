import { Injectable } from '@nestjs/common';
import { type Actor, personIdOf } from '../actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SecretKey } from '../secret-key.js';
import type { FormBody } from '../web/form.js';
import { Files } from './files.js';
import { readSentFile } from './sent-file.js';

const PURPOSE = 'kept-file';
/** Long enough to mend a form over a night, in milliseconds. */
const KEPT_MS = 2 * 24 * 60 * 60 * 1000;

/**
 * The file chosen in a form that was refused: browsers forget it when the page comes again, so the form carries a signed
 * word for it, good for the same person only. It is kept for two days; a file that is on the record stays there.
 */
@Injectable()
export class KeptFiles {
  constructor(
    private readonly files: Files,
    private readonly key: SecretKey,
    private readonly uow: UnitOfWork,
  ) {}

  /** The fields with the file of an earlier try back in its place, unless another was chosen; see readFormWithFile. */
  async recall(actor: Actor, fields: FormBody, name: string): Promise<FormBody> {
    const { [`${name}.kept`]: word, ...rest } = fields;
    if (typeof word !== 'string' || rest[`${name}.contentBase64`]) return rest;
    const [sha256 = '', encoded = '', signature = ''] = word.split('.');
    const fileName = Buffer.from(encoded, 'base64url').toString('utf8');
    if (!this.key.matches(signature, PURPOSE, personIdOf(actor) ?? '', sha256, fileName)) return rest;
    const stored = await this.uow.read(actor, (tx) => this.files.read(tx, sha256));
    if (!stored) return rest;
    return {
      ...rest,
      [`${name}.fileName`]: fileName,
      [`${name}.contentBase64`]: stored.bytes.toString('base64'),
    };
  }

  /** Keeps the file of the fields; `name.kept` and `name.fileName` for the form that comes again, or nothing to keep. */
  async keep(actor: Actor, fields: FormBody, name: string): Promise<FormBody> {
    const { [`${name}.contentBase64`]: contentBase64, [`${name}.fileName`]: sentName } = fields;
    if (typeof contentBase64 !== 'string' || contentBase64 === '') return {};
    const { bytes, fileName, mediaType } = readSentFile(
      { contentBase64, fileName: String(sentName ?? '') },
      name,
      () => new Error('A file that was read cannot be unreadable.'),
    );
    const { sha256 } = await this.uow.run(actor, (tx) =>
      this.files.keep(tx, bytes, mediaType, {
        keptFor: 'form',
        until: new Date(tx.now.getTime() + KEPT_MS),
      }),
    );
    const signature = this.key.hmac(PURPOSE, personIdOf(actor) ?? '', sha256, fileName);
    return {
      [`${name}.kept`]: `${sha256}.${Buffer.from(fileName).toString('base64url')}.${signature}`,
      [`${name}.fileName`]: fileName,
    };
  }
}
