import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../platform/project-root.js';
import type { TemplateKind } from './body.js';
import { checkDefinition, completeField, factFields, type CheckedDefinition, type FieldInput } from './template-definition.js';

interface ContentFile {
  kind: TemplateKind;
  name: string;
  description: string;
  fields: FieldInput[];
  facts: string[];
  optionalFacts?: string[];
}

/**
 * The templates that come with Liaison: each `key.json` (kind, name, fields, facts) in templates/content with its
 * `key.hbs` beside it. Throws TemplateFault when one is broken; a test reads them all.
 */
export function builtInTemplates(folder = join(projectRoot(), 'templates', 'content')): CheckedDefinition[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const key = file.slice(0, -'.json'.length);
      const written = JSON.parse(readFileSync(join(folder, file), 'utf8')) as ContentFile;
      return checkDefinition({
        key,
        kind: written.kind,
        name: written.name,
        description: written.description,
        fields: [
          ...written.fields.map(completeField),
          ...factFields(written.facts, true),
          ...factFields(written.optionalFacts ?? [], false),
        ],
        source: readFileSync(join(folder, `${key}.hbs`), 'utf8'),
      });
    });
}
