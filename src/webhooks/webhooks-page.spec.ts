import { typeChoices } from './webhooks-page.js';

describe('the kinds of event to choose from', () => {
  it('stand in groups that have a name of their own, not the program’s', () => {
    expect(typeChoices(undefined).filter(({ title }) => !/^[A-Z]/.test(title))).toEqual([]);
  });
});
