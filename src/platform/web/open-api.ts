import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { dtoSchemas } from './dto-schemas.js';

/** Serves the OpenAPI 3.1 document at /api/openapi.json and its page at /api/docs. */
export function setUpOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    customSiteTitle: 'Liaison API',
  });
}

/** The whole surface other programs may rely on, with the schemas the validators enforce. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Liaison')
    .setDescription(
      'Dates are YYYY-MM-DD, instants ISO 8601 with zone, money in cents. Lists take `limit` and `cursor`. Errors are application/problem+json.',
    )
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  document.components ??= {};
  document.components.schemas = {
    ...document.components.schemas,
    ...dtoSchemas(),
    Problem: PROBLEM,
    Object: { type: 'object' },
  };
  describeRefusals(document);
  return document;
}

/** Every operation may be refused in the same form (RFC 9457). */
function describeRefusals(document: OpenAPIObject): void {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item as Record<string, { responses?: Record<string, unknown> }>)) {
      if (operation.responses)
        operation.responses['default'] = { description: 'Refused; `code` says why', content };
    }
  }
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What to do next, for a person' },
    code: { type: 'string', description: 'Stable, for a program' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
