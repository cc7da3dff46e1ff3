import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { DomainError, notFound, onConflict } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import { CustomFieldEntity } from './custom-field.entity.js';
import { type CustomSubject, isCustomKey, keyOfLabel } from './custom-fields.js';
import type { AddCustomFieldDto, ChangeCustomFieldDto } from './custom-fields.dto.js';
import { cleanText } from './department-name.js';
import { CustomFieldAdded, CustomFieldChanged } from './departments.events.js';

/** Lists and forms stay readable up to here. */
const MOST_FIELDS = 40;

/** Which fields a department or a pitch has besides those of the product. Only admins decide that. */
@Injectable()
export class CustomFieldsService {
  constructor(private readonly work: UnitOfWork) {}

  /** Adds a field at the end. Throws `custom_key_taken` (409), `custom_key_invalid`, `choices_needed`, `too_many_fields` (422). */
  add(actor: Actor, dto: AddCustomFieldDto): Promise<string> {
    return this.work.run(actor, async (tx) => {
      const field = new CustomFieldEntity();
      field.id = newId();
      field.subject = dto.subject;
      field.label = cleanText(dto.label);
      field.key = dto.key ?? keyOfLabel(dto.label);
      if (!isCustomKey(field.key)) throw keyInvalid();
      field.type = dto.type;
      field.choices = dto.type === 'choice' ? readChoices(dto.choices) : [];
      const others = await ordered(tx, dto.subject);
      if (others.length >= MOST_FIELDS) throw tooMany();
      field.position = (others.at(-1)?.position ?? 0) + 1;
      field.createdAt = tx.now;
      field.retiredAt = null;
      try {
        await tx.repo(CustomFieldEntity).insert(field);
      } catch (error) {
        onConflict(error, 'custom_field_key_uq', keyTaken);
      }
      await tx.record(CustomFieldAdded({ fieldId: field.id }, place(field, `Field added: ${field.label}`)));
      return field.id;
    });
  }

  /** Renames, reorders, retires or takes up again. Throws 404 and `choices_needed` (422). */
  change(actor: Actor, id: string, dto: ChangeCustomFieldDto): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const field = isId(id)
        ? await tx.repo(CustomFieldEntity).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
        : null;
      if (!field) throw notFound('custom field');
      if (dto.label !== undefined) field.label = cleanText(dto.label);
      if (dto.choices !== undefined && field.type === 'choice') field.choices = readChoices(dto.choices);
      if (dto.retired !== undefined) field.retiredAt = dto.retired ? (field.retiredAt ?? tx.now) : null;
      await tx.repo(CustomFieldEntity).save(field);
      if (dto.move) await moveBy(tx, field, dto.move === 'up' ? -1 : 1);
      await tx.record(CustomFieldChanged({ fieldId: id }, place(field, `Field changed: ${field.label}`)));
    });
  }
}

function place(field: CustomFieldEntity, summary: string) {
  return { visibility: 'vendor' as const, subject: { type: 'custom_field', id: field.id }, summary };
}

function ordered(tx: Tx, subject: CustomSubject): Promise<CustomFieldEntity[]> {
  return tx.repo(CustomFieldEntity).find({
    where: { subject },
    order: { position: 'ASC', id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
}

/** Changes places with the next one in use. */
async function moveBy(tx: Tx, field: CustomFieldEntity, step: 1 | -1): Promise<void> {
  const fields = (await ordered(tx, field.subject)).filter((one) => one.retiredAt === null);
  const from = fields.findIndex((one) => one.id === field.id);
  const other = fields[from + step];
  if (from < 0 || !other) return;
  const { position } = field;
  await tx.repo(CustomFieldEntity).update(field.id, { position: other.position });
  await tx.repo(CustomFieldEntity).update(other.id, { position });
}

function readChoices(given: string[] | undefined): string[] {
  const choices = [...new Set((given ?? []).map((choice) => cleanText(choice)).filter(Boolean))];
  if (choices.some((choice) => choice.includes(','))) throw choiceWithComma();
  if (choices.length > 0) return choices;
  throw new DomainError('invalid', 'choices_needed', 'Name at least one choice, one in each line.', {
    errors: [{ field: 'choices', message: 'names what may be chosen' }],
  });
}

/** Addresses of lists write several choices with commas. */
const choiceWithComma = () =>
  new DomainError('invalid', 'choice_with_comma', 'A choice has no comma. Write one choice in each line.', {
    errors: [{ field: 'choices', message: 'have no comma; write one in each line' }],
  });

const keyTaken = () =>
  new DomainError(
    'conflict',
    'custom_key_taken',
    'There is a field with this key already, perhaps a retired one.',
    {
      errors: [{ field: 'key', message: 'belongs to another field' }],
    },
  );

const keyInvalid = () =>
  new DomainError('invalid', 'custom_key_invalid', 'Give the field a key of a-z, 0-9 and _.', {
    errors: [{ field: 'key', message: 'is a-z, 0-9 and _, beginning with a letter' }],
  });

const tooMany = () =>
  new DomainError(
    'invalid',
    'too_many_fields',
    `There are ${MOST_FIELDS} fields already; that is the most there can be.`,
  );
