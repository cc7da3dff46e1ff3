import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors.js';
import type { FormBody } from '../web/form.js';

interface Part {
  type: 'file' | 'field';
  fieldname: string;
  filename?: string;
  value?: unknown;
  toBuffer?: () => Promise<Buffer>;
}

export interface PostedFile {
  fileName: string;
  bytes: Buffer;
}

/**
 * A posted form that may carry several files in one input. What was typed goes into `fields`, also when a file is refused, so that
 * the form can be shown again. Files of other inputs and inputs left empty are passed over. Throws `body_too_large` (400) for a
 * file, or all of them together, beyond `maxBytes`, and `too_many_files` (400).
 */
export async function readFormWithFiles(
  request: FastifyRequest,
  body: FormBody | undefined,
  limits: { name: string; maxFiles: number; maxBytes: number },
  fields: FormBody,
): Promise<PostedFile[]> {
  if (!request.isMultipart()) {
    Object.assign(fields, body);
    return [];
  }
  const { name, maxFiles, maxBytes } = limits;
  const files: PostedFile[] = [];
  let total = 0;
  try {
    const parts = request.parts({
      limits: { fileSize: maxBytes, files: maxFiles, fields: 60 },
    }) as AsyncIterable<Part>;
    for await (const part of parts) {
      if (part.type === 'field') fields[part.fieldname] = String(part.value ?? '');
      else {
        const bytes = (await part.toBuffer?.()) ?? Buffer.alloc(0);
        if (part.fieldname !== name || bytes.length === 0) continue;
        total += bytes.length;
        if (total > maxBytes) throw tooLarge(name, maxBytes);
        files.push({ fileName: part.filename ?? name, bytes });
      }
    }
  } catch (error) {
    const code = String((error as { code?: string }).code ?? '');
    if (code === 'FST_FILES_LIMIT') throw tooMany(name, maxFiles);
    if (code.includes('TOO_LARGE')) throw tooLarge(name, maxBytes);
    throw error;
  }
  return files;
}

function tooLarge(field: string, maxBytes: number): DomainError {
  const megabytes = Math.floor(maxBytes / 1_048_576);
  return new DomainError(
    'malformed',
    'body_too_large',
    `The files are larger than ${megabytes} MB together. Attach smaller ones.`,
    { errors: [{ field, message: `At most ${megabytes} MB together.` }] },
  );
}

function tooMany(field: string, most: number): DomainError {
  return new DomainError('malformed', 'too_many_files', `At most ${most} files go with one entry.`, {
    errors: [{ field, message: `At most ${most} files.` }],
  });
}
