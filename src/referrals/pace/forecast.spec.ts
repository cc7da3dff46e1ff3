import { daysBetween } from '../../platform/local-time.js';
import { type Forecast, forecastOf } from './forecast.js';

const TODAY = '2019-06-03';
const eight = (each: number): number[] => Array<number>(8).fill(each);

describe('the forecast of the next device', () => {
  it.each<[what: string, weeks: number[], missing: number, lastDay: string, forecast: Forecast]>([
    // The deciles of a gamma distribution of shape 20 are 14.53 and 25.90: at one a day, so many days.
    ['a device of twenty, one a day', eight(7), 20, '2020-02-28', range('2019-06-17', '2019-06-29')],
    // Of shape 1: 0.105 and 2.303.
    ['one download missing, one a week', eight(1), 1, '2020-02-28', range('2019-06-03', '2019-06-19')],
    ['four weeks are enough', [7, 7, 7, 7], 20, '2020-02-28', range('2019-06-17', '2019-06-29')],
    ['three are not', [70, 70, 70], 20, '2020-02-28', { none: 'too_little_known' }],
    ['eight downloads are enough', [8, 0, 0, 0], 1, '2020-02-28', range('2019-06-03', '2019-06-11')],
    ['seven are not', [7, 0, 0, 0, 0, 0, 0, 0], 1, '2020-02-28', { none: 'too_little_known' }],
    ['nothing came', eight(0), 1, '2020-02-28', { none: 'too_little_known' }],
    ['it would come after the last day', eight(7), 20, '2019-06-16', { none: 'ends_before' }],
    ['it may still come on the last day', eight(7), 20, '2019-06-17', range('2019-06-17', '2019-06-29')],
    ['years ahead', eight(1), 500, '2099-01-01', { none: 'too_far_off' }],
  ])('%s', (_, weeks, missing, lastDay, forecast) => {
    expect(forecastOf(weeks, missing, TODAY, lastDay)).toEqual(forecast);
  });

  it('holds eight times in ten', () => {
    const forecast = forecastOf(eight(14), 20, TODAY, '2020-02-28');
    const [from, to] = forecast.none === null ? [forecast.from, forecast.to] : ['', ''];
    // Waits for twenty, by a generator that gives the same every time.
    let state = 7;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const waits = Array.from({ length: 4_000 }, () =>
      Array.from({ length: 20 }, () => -Math.log(random()) / 2).reduce((a, b) => a + b),
    );
    const [least, most] = [daysBetween(TODAY, from), daysBetween(TODAY, to)];
    const within = waits.filter((wait) => least <= wait && wait <= most).length / waits.length;
    expect(within).toBeGreaterThan(0.78);
    expect(within).toBeLessThan(0.9);
  });
});

function range(from: string, to: string): Forecast {
  return { from, to, none: null };
}
