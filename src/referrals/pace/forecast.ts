import { addDays, type LocalDate } from '../../platform/local-time.js';
import { sum } from './pace.js';

const LEAST_WEEKS = 4;
const LEAST_DOWNLOADS = 8;
/** Nobody can say what comes after so many days. */
const FARTHEST_DAYS = 730;
/** Eight times in ten it lies between the first and the last tenth. */
const TENTH = 1.281552;

/** Why there is no forecast. */
export type NoForecast = 'not_running' | 'too_little_known' | 'too_far_off' | 'ends_before' | 'cap_reached';

/** The days between which the next device is likely to be earned, both included; or why nothing can be said. */
export type Forecast = { from: LocalDate; to: LocalDate; none: null } | { none: NoForecast };

/**
 * When the next device is earned if downloads go on as in the full weeks counted (at most the last eight): as a Poisson process of that
 * rate, in which the time until `missing` more have come is gamma distributed. Its first and ninth decile, by Wilson and Hilferty's cube
 * (Proceedings of the National Academy of Sciences 17, 1931, 684-688), are the range. Nothing is said by less than four weeks or eight
 * downloads, for more than two years ahead, or where it would come after the last day.
 */
export function forecastOf(
  weeks: readonly number[],
  missing: number,
  today: LocalDate,
  lastDay: LocalDate,
): Forecast {
  const downloads = sum(weeks);
  if (weeks.length < LEAST_WEEKS || downloads < LEAST_DOWNLOADS) return { none: 'too_little_known' };
  const perDay = downloads / (7 * weeks.length);
  const from = addDays(today, Math.floor(gammaQuantile(missing, -TENTH) / perDay));
  const days = Math.ceil(gammaQuantile(missing, TENTH) / perDay);
  if (from > lastDay) return { none: 'ends_before' };
  if (days > FARTHEST_DAYS) return { none: 'too_far_off' };
  return { from, to: addDays(today, days), none: null };
}

/** How many of a unit rate's time units pass until `count` events have come, at the quantile of the normal deviate. */
function gammaQuantile(count: number, deviate: number): number {
  const cube = 1 - 1 / (9 * count) + deviate / (3 * Math.sqrt(count));
  return count * Math.max(0, cube) ** 3;
}
