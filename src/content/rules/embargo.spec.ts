import { embargoOf } from './embargo.js';

describe('the embargo in a draft', () => {
  it.each([
    [{}, null],
    [{ datelineDate: '2019-04-22' }, null],
    [{ embargoTime: '10:00' }, null],
    [
      { datelineDate: '2019-04-22', embargoTime: '10:00' },
      { date: '2019-04-22', time: '10:00' },
    ],
    [
      { datelineDate: '2019-04-22', embargoDate: '2019-04-21' },
      { date: '2019-04-21', time: '00:00' },
    ],
    [
      { embargoDate: '2019-04-22', embargoTime: '10:00', datelineDate: null },
      { date: '2019-04-22', time: '10:00' },
    ],
  ])('%j → %j', (values, embargo) => {
    expect(embargoOf(values)).toEqual(embargo);
  });
});
