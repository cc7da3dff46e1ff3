import { createRequire } from 'node:module';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';

const require = createRequire(import.meta.url);
// class-transformer does not export its storage from its entry; nested DTOs cannot be described without it.
const { defaultMetadataStorage } = require('class-transformer/cjs/storage.js') as {
  defaultMetadataStorage: unknown;
};

/** JSON schemas of every DTO, read from the very decorators that validate it, so the two cannot differ. */
export function dtoSchemas(): Record<string, Record<string, unknown>> {
  return validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage as never,
    refPointerPrefix: '#/components/schemas/',
  }) as Record<string, Record<string, unknown>>;
}
