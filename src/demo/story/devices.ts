import { type Desk, type Plot, refused, told } from '../desk.js';
import {
  BY_12_MARCH,
  BY_22_APRIL,
  IN_MAY,
  installs,
  LATE_ON_22_APRIL,
  ON_13_MARCH,
  REPEATS,
} from './app-events.js';

/** Rewards of the partnership by ordinal. */
export async function rewardOf(desk: Desk, plot: Plot, ordinal: number): Promise<Record<string, unknown>> {
  const { data } = await told(desk.as('rep'), 'GET', `/api/v1/rewards?partnershipId=${plot.partnershipId}`);
  const reward = (data as Record<string, unknown>[]).find((row) => row['ordinal'] === ordinal);
  if (!reward) throw new Error(`There is no device ${ordinal}.`);
  return reward;
}

/** Step 4, 12 March: active; 19 of 20 by the evening. */
export async function activate(desk: Desk, plot: Plot): Promise<void> {
  await desk.at('2019-03-12T14:00:00Z');
  await told(desk.as('rep'), 'POST', `/api/v1/partnerships/${plot.partnershipId}/activation`, {
    activeOn: '2019-03-12',
  });
  await desk.settle();
  await desk.at('2019-03-12T23:00:00Z');
  await desk.deliver(BY_12_MARCH);
  await desk.settle();
}

/** Step 5, 13 March: the 20th; device 1 is offered, and cannot be shipped before it is accepted. */
export async function firstDevice(desk: Desk, plot: Plot): Promise<void> {
  await desk.at('2019-03-13T16:00:00Z');
  await desk.deliver(ON_13_MARCH);
  await desk.settle();
  const { id } = await rewardOf(desk, plot, 1);
  const shipment = {
    sku: 'HD2',
    serialNumber: 'HD2-40817',
    carrier: 'UPS',
    trackingNumber: '1Z-EXAMPLE-40817',
    shippedOn: '2019-03-13',
  };
  await refused(
    desk.as('fulfilment'),
    'POST',
    `/api/v1/rewards/${id}/shipment`,
    shipment,
    422,
    'not_accepted',
  );
}

interface Handover {
  ordinal: number;
  accepted: string;
  resolution: string;
  serial: string;
  shipped: string;
}

/** Accepts by resolution, approves and ships one device. */
async function acceptAndShip(
  desk: Desk,
  plot: Plot,
  { ordinal, accepted, resolution, serial, shipped }: Handover,
): Promise<string> {
  const { id } = await rewardOf(desk, plot, ordinal);
  await desk.at(`${accepted}T20:00:00Z`);
  await told(desk.as('pio'), 'POST', `/api/v1/rewards/${id}/acceptance`, {
    authority: 'council',
    acceptedOn: accepted,
    resolutionNumber: resolution,
  });
  await desk.settle();
  await told(desk.as('admin'), 'POST', `/api/v1/rewards/${id}/approval`, {});
  await desk.at(`${shipped}T18:00:00Z`);
  await told(desk.as('fulfilment'), 'POST', `/api/v1/rewards/${id}/shipment`, {
    sku: 'HD2',
    serialNumber: serial,
    carrier: 'UPS',
    trackingNumber: `1Z-EXAMPLE-${serial.slice(4)}`,
    shippedOn: shipped,
  });
  await desk.settle();
  return id as string;
}

/** Step 6, 26 March to 2 April: the council accepts; approved, shipped, delivered. */
export async function deliverFirstDevice(desk: Desk, plot: Plot): Promise<void> {
  const id = await acceptAndShip(desk, plot, {
    ordinal: 1,
    accepted: '2019-03-26',
    resolution: '1214',
    serial: 'HD2-40817',
    shipped: '2019-03-28',
  });
  await desk.at('2019-04-02T17:00:00Z');
  await told(desk.as('pio'), 'POST', `/api/v1/rewards/${id}/delivery`, { receivedOn: '2019-04-02' });
  await desk.settle();
}

/** The installs up to the morning of 22 April, the 40th among them. */
export async function installsBeforeAnnouncement(desk: Desk): Promise<void> {
  await desk.at('2019-04-21T21:00:00Z');
  await desk.deliver(BY_22_APRIL);
  await desk.settle();
}

/** The end of step 8: an install late on the 22nd. */
export async function lateInstall(desk: Desk): Promise<void> {
  await desk.at('2019-04-23T05:00:00Z');
  await desk.deliver(LATE_ON_22_APRIL);
  await desk.settle();
}

/** Step 11: the rest of May, repeats included. Device 2 is accepted, shipped and delivered meanwhile (part of step 13). */
export async function may(desk: Desk, plot: Plot): Promise<void> {
  const first = IN_MAY.filter((event) => event.at <= '2019-05-12');
  await desk.at('2019-05-12T21:00:00Z');
  await desk.deliver(first);
  await desk.settle();
  const id = await acceptAndShip(desk, plot, {
    ordinal: 2,
    accepted: '2019-05-14',
    resolution: '1221',
    serial: 'HD2-41302',
    shipped: '2019-05-17',
  });
  await desk.at('2019-05-22T19:00:00Z');
  await told(desk.as('pio'), 'POST', `/api/v1/rewards/${id}/delivery`, { receivedOn: '2019-05-22' });
  await desk.at('2019-05-31T15:00:00Z');
  await desk.deliver([...IN_MAY.filter((event) => event.at > '2019-05-12'), ...REPEATS]);
  await desk.settle();
}

/** Step 12, 3 June: fraud, two more, a reversal, and the one after that earns nothing. */
export async function june(desk: Desk): Promise<void> {
  await desk.at('2019-06-03T15:00:00Z');
  const rep = desk.as('rep');
  await told(rep, 'POST', '/api/v1/download-reversals', {
    provider: 'branch',
    externalId: 'may-030',
    reason: 'fraud',
  });
  await desk.deliver(installs('jun', 2, '2019-06-03T14:00:00Z', '2019-06-03T14:30:00Z'));
  await desk.settle();
  await told(rep, 'POST', '/api/v1/download-reversals', {
    provider: 'branch',
    externalId: 'may-031',
    reason: 'fraud',
  });
  await desk.settle();
}

/** The download after the reversal: 80 again, and no device. */
export async function theNextOne(desk: Desk): Promise<void> {
  await desk.at('2019-06-04T15:00:00Z');
  await desk.deliver(installs('jun4', 1, '2019-06-04T14:00:00Z', '2019-06-04T14:00:00Z'));
  await desk.settle();
}

/** Step 13: devices 3 and 4 are accepted and shipped; the chief refuses device 3 at the door. */
export async function summerDevices(desk: Desk, plot: Plot): Promise<void> {
  const third = await acceptAndShip(desk, plot, {
    ordinal: 3,
    accepted: '2019-06-05',
    resolution: '1226',
    serial: 'HD2-41977',
    shipped: '2019-06-07',
  });
  await desk.at('2019-06-12T16:00:00Z');
  await told(desk.as('fulfilment'), 'POST', `/api/v1/rewards/${third}/return`, {
    reason: 'Refused by the chief at the door',
    returnedOn: '2019-06-12',
  });
  // June's reminder goes out on its day; three days later would be late.
  await desk.at('2019-06-22T16:01:00Z');
  const fourth = await acceptAndShip(desk, plot, {
    ordinal: 4,
    accepted: '2019-06-25',
    resolution: '1233',
    serial: 'HD2-42240',
    shipped: '2019-06-28',
  });
  await desk.at('2019-07-02T16:00:00Z');
  await told(desk.as('pio'), 'POST', `/api/v1/rewards/${fourth}/delivery`, { receivedOn: '2019-07-02' });
  await desk.settle();
}
