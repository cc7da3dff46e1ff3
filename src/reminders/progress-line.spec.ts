import { progressLine } from './progress-line.js';

describe('the line about the next device', () => {
  it.each([
    [{ issued: 2, deficit: 0, remainder: 13 }, '13 of 20 to your third device'],
    [{ issued: 0, deficit: 0, remainder: 0 }, '0 of 20 to your first device'],
    [{ issued: 4, deficit: 1, remainder: 19 }, '21 more downloads to your fifth device'],
    [{ issued: 20, deficit: 0, remainder: 1 }, '1 of 20 to your 21st device'],
    [{ issued: 110, deficit: 0, remainder: 1 }, '1 of 20 to your 111th device'],
  ])('%j reads "%s"', (progress, line) => {
    expect(progressLine({ downloadsPerDevice: 20, ...progress })).toBe(line);
  });
});
