import { costPerDownload } from './cost-per-download.js';

describe('the cost of a download', () => {
  it.each([
    [60_000, 79, 759],
    [20_000, 20, 1_000],
    [0, 20, null],
    [20_000, 0, null],
    [0, 0, null],
  ])('%i cents by %i downloads', (valueCents, qualifying, cents) => {
    expect(costPerDownload(valueCents, qualifying)).toBe(cents);
  });
});
