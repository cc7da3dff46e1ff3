import type Handlebars from 'handlebars';
import { agentHelpers } from './agent.js';
import { chartHelpers } from './charts.js';
import { dateHelpers } from './dates.js';
import { daysBarHelpers } from './days-bar.js';
import { dueHelpers } from './due.js';
import { formHelpers } from './forms.js';
import { iconHelpers } from './icon.js';
import { logicHelpers } from './logic.js';
import { markHelpers } from './marks.js';
import { numberHelpers } from './numbers.js';
import { placeHelpers } from './places.js';
import { reportChartHelpers } from './report-charts.js';
import { richTextHelpers } from './rich-text.js';
import { tallyHelpers } from './tally.js';
import { stateHelpers } from './us-states.js';
import { wordHelpers } from './words.js';

/** Gives one Handlebars instance every helper of the product; `manifest` answers `asset`. */
export function registerHelpers(handlebars: typeof Handlebars, manifest: Record<string, string>): void {
  const asset = (name: string): string => manifest[name] ?? `/assets/${name}`;
  const all = {
    asset,
    ...logicHelpers,
    ...agentHelpers,
    ...dateHelpers,
    ...dueHelpers,
    ...numberHelpers,
    ...wordHelpers,
    ...stateHelpers,
    ...markHelpers,
    ...tallyHelpers,
    ...iconHelpers,
    ...chartHelpers,
    ...reportChartHelpers,
    ...daysBarHelpers,
    ...richTextHelpers,
    ...placeHelpers,
    ...formHelpers,
  };
  for (const [name, helper] of Object.entries(all)) {
    handlebars.registerHelper(name, helper as Handlebars.HelperDelegate);
  }
}
