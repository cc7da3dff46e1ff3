import { countOf, formatMoney, formatNumber, formatPrice, formatTenths, ordinalWord } from './numbers.js';

describe('numbers on a page', () => {
  it('shows cents only when there are any, and a true minus', () => {
    expect(formatMoney(20000)).toBe('$200');
    expect(formatMoney(93840000)).toBe('$938,400');
    expect(formatMoney(19950)).toBe('$199.50');
    expect(formatMoney(-20000)).toBe('−$200');
  });

  it('shows the cents of a price, though there be none', () => {
    expect([800, 769, -120_050, null].map(formatPrice)).toEqual(['$8.00', '$7.69', '−$1,200.50', '–']);
  });

  it('separates thousands and marks an absent number', () => {
    expect(formatNumber(1331)).toBe('1,331');
    expect(formatNumber(-4)).toBe('−4');
    expect(formatNumber(null)).toBe('–');
    expect(formatNumber(0)).toBe('0');
  });

  it('keeps one decimal where that is wanted', () => {
    expect([3, 2.25, -0.5, 1234.56, null].map(formatTenths)).toEqual(['3.0', '2.3', '−0.5', '1,234.6', '–']);
  });

  it('counts in words that fit', () => {
    expect(countOf(1, 'device', 'devices')).toBe('1 device');
    expect(countOf(0, 'device', 'devices')).toBe('0 devices');
    expect(countOf(1204, 'device', 'devices')).toBe('1,204 devices');
  });

  it('writes ordinals out up to twenty', () => {
    expect([1, 2, 3, 20].map(ordinalWord)).toEqual(['first', 'second', 'third', 'twentieth']);
    expect([21, 22, 23, 24, 111].map(ordinalWord)).toEqual(['21st', '22nd', '23rd', '24th', '111th']);
  });
});
