import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors.js';

export interface Upload {
  fileName: string;
  mediaType: string;
  buffer: Buffer;
  fields: Record<string, string>;
}

interface Part {
  type: 'file' | 'field';
  fieldname: string;
  filename?: string;
  mimetype?: string;
  value?: unknown;
  toBuffer?: () => Promise<Buffer>;
}

/**
 * The one file of a request: a multipart `file` field, or the whole body of a text/csv request. Throws
 * `file_missing` (400) or `body_too_large`; the other fields of the form are then in `fields`, where these were asked for.
 */
export async function readUpload(
  request: FastifyRequest,
  options: { maxBytes: number; fields?: Record<string, string> },
): Promise<Upload> {
  if (!request.isMultipart()) {
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw missing();
    if (request.body.length > options.maxBytes) throw tooLarge(options.maxBytes);
    return { fileName: 'upload.csv', mediaType: 'text/csv', buffer: request.body, fields: {} };
  }
  const fields = options.fields ?? {};
  let file: Upload | null = null;
  try {
    const parts = request.parts({
      limits: { fileSize: options.maxBytes, files: 1, fields: 40 },
    }) as AsyncIterable<Part>;
    for await (const part of parts) {
      if (part.type === 'field') fields[part.fieldname] = String(part.value ?? '');
      else file = await readPart(part, fields);
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (code.includes('TOO_LARGE') || code.includes('LIMIT')) throw tooLarge(options.maxBytes);
    throw error;
  }
  if (!file || file.buffer.length === 0) throw missing();
  return file;
}

async function readPart(part: Part, fields: Record<string, string>): Promise<Upload> {
  const buffer = (await part.toBuffer?.()) ?? Buffer.alloc(0);
  return {
    fileName: part.filename ?? 'upload',
    mediaType: part.mimetype ?? 'application/octet-stream',
    buffer,
    fields,
  };
}

function missing(): DomainError {
  return new DomainError(
    'malformed',
    'file_missing',
    'Send the file as the body (text/csv) or as the form field "file".',
    {
      errors: [{ field: 'file', message: 'Choose a file.' }],
    },
  );
}

function tooLarge(maxBytes: number): DomainError {
  const megabytes = Math.floor(maxBytes / 1_048_576);
  return new DomainError(
    'malformed',
    'body_too_large',
    `The file is larger than ${megabytes} MB; split it.`,
    {
      errors: [{ field: 'file', message: `At most ${megabytes} MB.` }],
    },
  );
}
