import { DomainError } from '../platform/errors.js';
import type { TemplateFault } from './template-fault.js';

/** The template cannot be read; the message names the line. */
export function templateInvalid(fault: TemplateFault): DomainError {
  const field = fault.line > 0 ? 'source' : 'fields';
  return new DomainError('invalid', 'template_invalid', fault.line > 0 ? fault.message : fault.reason, {
    errors: [{ field, message: fault.line > 0 ? fault.message : fault.reason }],
  });
}

/** A template keeps its kind: another kind is another template. */
export function kindIsFixed(): DomainError {
  return new DomainError('conflict', 'template_kind_fixed', 'This template is of another kind. Choose another key.');
}

/** Four eyes: whoever wrote the version may not approve it. */
export function ownTemplate(): DomainError {
  return new DomainError('forbidden', 'own_work', 'Another admin has to approve a template version you wrote.');
}

/** Nobody has anything left to approve here. */
export function nothingToApprove(): DomainError {
  return new DomainError('conflict', 'already_decided', 'The newest version of this template is approved already.');
}

/** Two people saved the same next version at the same moment. */
export function templateStale(): DomainError {
  return new DomainError('conflict', 'stale_revision', 'Someone saved another version just now. Load it and try again.');
}
