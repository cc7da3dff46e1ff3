import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { parseForm, parseJson } from './form.js';

const PLAIN: unknown[] = [String, Boolean, Number, Array, Object, Buffer];

/**
 * The global pipe: JSON bodies are taken strictly as their DTO says, query strings are converted by the DTO's types.
 * Plain parameters and form bodies (typed as FormBody) pass; page controllers read those with parseForm.
 */
@Injectable()
export class JsonPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const type = metadata.metatype;
    if (!type || PLAIN.includes(type)) return value;
    if (metadata.type === 'body') return parseJson(type as new () => object, value ?? {});
    if (metadata.type === 'query') return parseForm(type as new () => object, value ?? {});
    return value;
  }
}
