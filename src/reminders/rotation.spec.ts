import { inTurnOf } from './rotation.js';

const id = (end: number) => `018f0000-0000-7000-8000-000000${end.toString(16).padStart(6, '0')}`;
const templates = ['a', 'b', 'c'];

describe('templates in turn', () => {
  it('never come twice running, over the end of a year too', () => {
    const months = ['2019-11', '2019-12', '2020-01', '2020-02'].map(
      (period) => inTurnOf(templates, id(1), period)[0],
    );
    expect(new Set(months.slice(0, 3)).size).toBe(3);
    expect(months[3]).toBe(months[0]);
  });

  it('are all out in the same month, over departments', () => {
    expect(new Set([0, 1, 2].map((n) => inTurnOf(templates, id(n), '2019-05')[0])).size).toBe(3);
  });

  it('give the same answer every time, and the others behind it', () => {
    const turn = inTurnOf(templates, id(7), '2019-05');
    expect(inTurnOf(templates, id(7), '2019-05')).toEqual(turn);
    expect([...turn].sort()).toEqual(templates);
    expect(inTurnOf([], id(7), '2019-05')).toEqual([]);
  });
});
