import { BY_12_MARCH, ON_13_MARCH } from '../../../src/demo/story/app-events.js';
import type { Visitor } from '../../support/visitor.js';
import type { Company } from './company.js';
import { openPittsburg } from './signing.js';

/** Step 3: the information officer’s home shows link, keyword and QR; copying puts them on the clipboard. */
export async function lookAtHome(company: Company): Promise<void> {
  const pio = await company.as('pio');
  await pio.sees('Your link starts soon');
  const link = pio.page.getByRole('region', { name: 'Your link, keyword and code' });
  await pio.sees('PITTSBURGPD', link);
  const code = link.getByRole('img', { name: /^QR code/ });
  const drawn = await code.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
  expect(drawn).toBeGreaterThan(0);
  expect(await copied(pio, 'Copy the link')).toMatch(/\/r\/pittsburgpdks$/);
  expect(await copied(pio, 'Copy the keyword')).toBe('PITTSBURGPD');
}

/** Step 4, 12 March: the rep enters the active day; by the evening it is 19 of 20 and no device. */
export async function activate(company: Company): Promise<void> {
  await company.at('2019-03-12T14:00:00Z');
  const rep = await company.as('rep');
  await openPittsburg(rep);
  await rep.page.getByText('Enter a date of the partnership').click();
  await rep.fill({ 'Active on': '2019-03-12' });
  await rep.press('Set active day');
  await company.settle();
  await company.at('2019-03-12T23:00:00Z');
  await company.deliver(BY_12_MARCH);
  const pio = await company.as('pio');
  await pio.page.getByRole('heading', { name: '19 of 20 to your first device' }).waitFor();
  await pio.open('/gifts');
  await pio.sees('No device has been earned yet.');
}

/** Step 5, 13 March: the 20th; the device is offered, and cannot be shipped before it is accepted. */
export async function earnFirstDevice(company: Company): Promise<void> {
  await company.at('2019-03-13T16:00:00Z');
  await company.deliver(ON_13_MARCH);
  const pio = await company.as('pio');
  await pio.sees('Device 1 waits for your answer');
  const fulfilment = await company.as('fulfilment');
  await openReward(fulfilment, 1);
  await fulfilment.sees('Nothing for you to do here now.');
  expect(await fulfilment.page.getByRole('button', { name: /ship/i }).count()).toBe(0);
}

/** What is needed to accept and ship a device. */
export interface Handover {
  ordinal: number;
  accepted: string;
  resolution: string;
  serial: string;
  shipped: string;
}

/** Accepted by the council with a resolution, approved by an admin, shipped by fulfilment; each on their own page. */
export async function acceptAndShip(company: Company, device: Handover): Promise<void> {
  await company.at(`${device.accepted}T20:00:00Z`);
  const pio = await company.as('pio');
  await pio.follow(/^Gifts/);
  const form = pio.page.getByRole('form', { name: `Accept device ${device.ordinal}` });
  await pio.fill(
    { 'Accepted by': 'The council or commission', 'Resolution number': device.resolution },
    form,
  );
  await pio.press(`Accept device ${device.ordinal}`);
  await company.settle();
  const admin = await company.as('admin');
  await openReward(admin, device.ordinal);
  await admin.press('Approve');
  await company.at(`${device.shipped}T18:00:00Z`);
  const fulfilment = await company.as('fulfilment');
  await openReward(fulfilment, device.ordinal);
  await fulfilment.fill({
    'Serial number': device.serial,
    Carrier: 'UPS',
    'Tracking number': `1Z-EXAMPLE-${device.serial.slice(4)}`,
  });
  await fulfilment.press('Ship');
  await company.settle();
}

/** The department confirms that a device has come. */
export async function confirmReceipt(company: Company, ordinal: number, instant: string): Promise<void> {
  await company.at(instant);
  const pio = await company.as('pio');
  await pio.follow(/^Gifts/);
  await pio.press(`Confirm receipt of device ${ordinal}`);
  await pio.sees('Delivered', pio.page.getByRole('region', { name: new RegExp(`^Device ${ordinal},`) }));
}

/** Opens one device’s page from the list of all. */
export async function openReward(visitor: Visitor, ordinal: number): Promise<void> {
  await visitor.open('/rewards');
  await visitor.follow(`Pittsburg Police Department, device ${ordinal}`);
}

async function copied(visitor: Visitor, button: string): Promise<string> {
  await visitor.page.getByRole('button', { name: button, exact: true }).click();
  await visitor.sees('Copied');
  return visitor.page.evaluate('navigator.clipboard.readText()');
}
