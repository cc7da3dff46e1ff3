import Handlebars from 'handlebars';
import { stateLook, type MarkShape } from './states.js';

const { SafeString, escapeExpression } = Handlebars;

const OUTLINE =
  '<rect x=".7" y=".7" width="11.6" height="11.6" rx="2" fill="none" stroke="currentColor" stroke-width="1.4"/>';
const SOLID = '<rect width="13" height="13" rx="2" fill="currentColor"/>';
const round = (value: number): number => Math.round(value * 100) / 100;

function drawing(shape: MarkShape): string {
  if (typeof shape === 'object') {
    const height = round(8.2 * shape.fill + 0.6);
    return `${OUTLINE}<rect x="2.4" y="${round(10.6 - height)}" width="8.2" height="${height}" fill="currentColor"/>`;
  }
  switch (shape) {
    case 'dashed':
      return OUTLINE.replace('/>', ' stroke-dasharray="2 1.6"/>');
    case 'tick':
      return `${SOLID}<path class="mark-cut" d="M3.4 6.8l2.2 2.2 4.1-4.6" fill="none" stroke-width="1.7"/>`;
    case 'frame':
      return `${SOLID}<rect class="mark-cut" x="3.2" y="3.2" width="6.6" height="6.6" fill="none" stroke-width="1.4"/>`;
    case 'return':
      return `${OUTLINE}<path d="M9.6 9.4V7.6a1.6 1.6 0 0 0-1.6-1.6H3.6M5.6 3.9L3.4 6l2.2 2.1" fill="none" stroke="currentColor" stroke-width="1.3"/>`;
    case 'cross':
      return `${OUTLINE}<path d="M4.3 4.3l4.4 4.4M8.7 4.3L4.3 8.7" stroke="currentColor" stroke-width="1.4"/>`;
    case 'bar':
      return `${OUTLINE}<path d="M3.8 6.5h5.4" stroke="currentColor" stroke-width="1.4"/>`;
  }
}

/** The 13 px square of a state. `label` names it for those who do not see it; without one it is decoration. */
export function stateSquare(life: string, state: string, label: string | null): string {
  const look = stateLook(life, state);
  const name = label === null ? 'aria-hidden="true"' : `role="img" aria-label="${escapeExpression(label)}"`;
  return `<svg class="mark mark-${look.ink}" width="13" height="13" viewBox="0 0 13 13" ${name}>${drawing(look.shape)}</svg>`;
}

export const markHelpers = {
  /** The square alone, named by its word: for narrow places such as a timeline's margin. */
  stateMark: (life: unknown, state: unknown): Handlebars.SafeString => {
    const [lifeName, code] = [String(life), String(state ?? '')];
    return new SafeString(stateSquare(lifeName, code, stateLook(lifeName, code).word));
  },
  /** The square as decoration, where the word is printed beside it by the template. */
  stateSquare: (life: unknown, state: unknown): Handlebars.SafeString =>
    new SafeString(stateSquare(String(life), String(state ?? ''), null)),
  /** The square and its word. */
  state: (life: unknown, state: unknown): Handlebars.SafeString => {
    const [lifeName, code] = [String(life), String(state ?? '')];
    const word = escapeExpression(stateLook(lifeName, code).word);
    return new SafeString(
      `<span class="state">${stateSquare(lifeName, code, null)}<span>${word}</span></span>`,
    );
  },
};
