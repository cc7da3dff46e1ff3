// class-transformer does not export its storage from its entry; nested DTOs cannot be described without it.
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';

/** JSON schemas of every DTO, read from the very decorators that validate it, so the two cannot differ. */
export function dtoSchemas(): Record<string, Schema> {
  const schemas = validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage as never,
    refPointerPrefix: '#/components/schemas/',
  }) as Record<string, Schema>;
  for (const { properties } of Object.values(schemas)) {
    // "Not empty" on a nested DTO reads as a minimum length of text; what is referred to says it all.
    for (const [name, property] of Object.entries(properties ?? {})) {
      if (property['$ref']) (properties as Record<string, Schema>)[name] = { $ref: property['$ref'] };
    }
  }
  return schemas;
}

interface Schema {
  [key: string]: unknown;
  properties?: Record<string, Schema>;
}
