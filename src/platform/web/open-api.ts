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
    .build();
  const document = SwaggerModule.createDocument(app, config);
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, ...dtoSchemas() };
  return document;
}
