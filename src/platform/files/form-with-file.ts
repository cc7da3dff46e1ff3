import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors.js';
import type { FormBody } from '../web/form.js';
import { LARGEST_DOCUMENT } from './sent-file.js';

interface Part {
  type: 'file' | 'field';
  fieldname: string;
  filename?: string;
  value?: unknown;
  toBuffer?: () => Promise<Buffer>;
}

/**
 * The fields of a posted form that may carry one file. The file of the input `name` arrives as `name.fileName` and
 * `name.contentBase64`, the same shape the JSON call takes; an input left empty arrives as nothing. At most 5 MB.
 */
export async function readFormWithFile(
  request: FastifyRequest,
  body: FormBody | undefined,
  name: string,
): Promise<FormBody> {
  if (!request.isMultipart()) return { ...body };
  const fields: FormBody = {};
  try {
    const parts = request.parts({
      limits: { fileSize: LARGEST_DOCUMENT, files: 1, fields: 60 },
    }) as AsyncIterable<Part>;
    for await (const part of parts) {
      if (part.type === 'field') fields[part.fieldname] = String(part.value ?? '');
      else {
        const bytes = (await part.toBuffer?.()) ?? Buffer.alloc(0);
        if (part.fieldname !== name || bytes.length === 0) continue;
        fields[`${name}.fileName`] = part.filename ?? name;
        fields[`${name}.contentBase64`] = bytes.toString('base64');
      }
    }
  } catch (error) {
    if (!String((error as { code?: string }).code ?? '').includes('TOO_LARGE')) throw error;
    throw new DomainError(
      'malformed',
      'body_too_large',
      'The file is larger than 5 MB. Attach a smaller one.',
      {
        errors: [{ field: name, message: 'At most 5 MB.' }],
      },
    );
  }
  return fields;
}
