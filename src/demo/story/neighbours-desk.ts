import { addDays, localDate } from '../../platform/local-time.js';
import { told } from '../desk.js';
import type { InjectDesk } from '../inject-desk.js';
import { pendingReview, revisionOf } from './release.js';

export interface Partner {
  partnershipId: string;
  city: string;
  stage: string;
  repKey: string;
}

const ZONE = 'America/Chicago';

/** What lies on desks this week: texts in all states of review, devices in all states of delivery. */
export async function playDesks(desk: InjectDesk, partners: Partner[], today: Date): Promise<void> {
  const day = (back: number): string => addDays(localDate(today, ZONE), -back);
  await desk.at(`${day(9)}T15:00:00Z`);
  await playStock(desk);
  for (const [i, partner] of partners.entries()) await playDevice(desk, partner, i, day(9));
  const allowances = await playAllowances(desk, partners, day(9));
  for (const [i, partner] of partners.entries()) {
    await desk.at(`${day(Math.max(1, 5 - (i % 5)))}T${14 + (i % 4)}:20:00Z`);
    await playTexts(desk, partner, i, day(-6));
  }
  await desk.at(`${day(1)}T20:00:00Z`);
  await playUse(desk, allowances, { from: day(9), to: day(2) });
}

/** The shelf is counted before anything leaves it. Chimes have run low. */
async function playStock(desk: InjectDesk): Promise<void> {
  const fulfilment = desk.as('fulfilment');
  for (const [sku, counted, level] of [
    ['HD2', 24, 8],
    ['HD2-CHIME', 3, 5],
  ] as const) {
    await told(fulfilment, 'POST', `/api/v1/stock/${sku}/counts`, { counted, reason: 'First count' });
    await told(fulfilment, 'PUT', `/api/v1/stock/${sku}/reorder-level`, { level });
  }
  await told(fulfilment, 'POST', '/api/v1/stock/HD2/movements', { kind: 'received', units: 12 });
}

/** A discount that is running, a subsidy that is, and a discount that waits for its department. */
async function playAllowances(desk: InjectDesk, partners: Partner[], on: string): Promise<string[]> {
  const running: string[] = [];
  const announced = partners.filter(({ stage }) => stage === 'announced');
  const waits = announced.filter(({ city }) => city === 'Thistle Park');
  for (const [i, { partnershipId, repKey }] of [...announced.slice(0, 2), ...waits].entries()) {
    const terms =
      i === 1
        ? { kind: 'subsidy', matchPercent: 100, units: 40, capCents: 400_000 }
        : { kind: 'discount', unitCents: 5_000, units: 100 };
    const { id } = await told(desk.client(repKey), 'POST', '/api/v1/allowances', {
      partnershipId,
      recipient: 'department',
      ...terms,
    });
    if (i === 2) break;
    await told(desk.client(repKey), 'POST', `/api/v1/allowances/${id}/acceptance`, {
      authority: 'chief',
      acceptedOn: on,
      resolutionNumber: `R-${410 + i}`,
    });
    await told(desk.as('admin'), 'POST', `/api/v1/allowances/${id}/activation`, { activeOn: on });
    running.push(id as string);
  }
  await desk.settle();
  return running;
}

async function playUse(
  desk: InjectDesk,
  allowances: string[],
  days: { from: string; to: string },
): Promise<void> {
  for (const [i, id] of allowances.entries()) {
    const report =
      i === 1
        ? { units: 12, amountCents: 108_000, citySpentCents: 108_000 }
        : { units: 31, amountCents: 155_000 };
    await told(desk.as('rep'), 'POST', `/api/v1/allowances/${id}/uses`, {
      key: `to-${days.to}`,
      ...days,
      ...report,
    });
  }
}

async function playDevice(
  desk: InjectDesk,
  { partnershipId, repKey }: Partner,
  i: number,
  on: string,
): Promise<void> {
  const { data } = await told(
    desk.client(repKey),
    'GET',
    `/api/v1/rewards?partnershipId=${partnershipId}&state=offered`,
  );
  const reward = (data as { id: string }[])[0];
  if (!reward || i % 4 === 3) return;
  await told(desk.client(repKey), 'POST', `/api/v1/rewards/${reward.id}/acceptance`, {
    authority: 'chief',
    acceptedOn: on,
  });
  if (i % 4 === 0) return;
  await told(desk.as('admin'), 'POST', `/api/v1/rewards/${reward.id}/approval`, {});
  if (i % 4 === 1) return;
  const serialNumber = `HD2-${51_000 + i * 37}`;
  await told(desk.as('fulfilment'), 'POST', `/api/v1/rewards/${reward.id}/shipment`, {
    sku: 'HD2',
    serialNumber,
    carrier: 'UPS',
    trackingNumber: `1Z-EXAMPLE-${i}`,
    shippedOn: on,
  });
}

async function playTexts(
  desk: InjectDesk,
  { partnershipId, city, repKey }: Partner,
  i: number,
  announcedOn: string,
): Promise<void> {
  const rep = desk.client(repKey);
  const { data } = await told(rep, 'GET', `/api/v1/drafts?partnershipId=${partnershipId}`);
  const drafts = data as { id: string; kind: string }[];
  const draft = drafts.find(({ kind }) => kind === (i % 2 ? 'social_post' : 'press_release'));
  if (!draft) return;
  const base = await revisionOf(desk, draft.id, repKey);
  if (draft.kind === 'press_release') {
    await told(rep, 'POST', `/api/v1/drafts/${draft.id}/revisions`, {
      baseRevisionId: base.id,
      values: {
        ...base.values,
        headline: `${city} police join a neighborhood app`,
        whyJoined: 'neighbors asked for one place to pass on what they see',
        chiefName: `Chief Rowan ${city.split(' ')[0]}`,
        chiefQuote: 'We asked the council first, and every device goes on the public record.',
        pressContact: `Sgt. ${city} Desk, 555-0100`,
        datelineDate: announcedOn,
      },
    });
  }
  await told(rep, 'POST', `/api/v1/drafts/${draft.id}/submission`, {});
  await desk.settle();
  await playReview(desk, draft.id, i);
}

/** Some wait untouched, some are claimed, some were sent back, some wait for legal, some are approved. */
async function playReview(desk: InjectDesk, draftId: string, i: number): Promise<void> {
  const review = await pendingReview(desk, draftId, 'communications');
  const path = `/api/v1/reviews/${review['id']}`;
  if (i % 6 === 1) await told(desk.as('communications'), 'POST', `${path}/claim`, {});
  if (i % 6 === 2) {
    await told(desk.as('communications'), 'POST', `${path}/decision`, {
      decision: 'changes_requested',
      note: 'Say in the first paragraph that the department earns devices.',
      contentHash: review['contentHash'],
    });
  }
  if (i % 6 >= 3)
    await told(desk.as('communications2'), 'POST', `${path}/decision`, {
      decision: 'approved',
      contentHash: review['contentHash'],
    });
  await desk.settle();
  if (i % 6 !== 5) return;
  const legal = await pendingReview(desk, draftId, 'legal');
  await told(desk.as('lawyer'), 'POST', `/api/v1/reviews/${legal['id']}/decision`, {
    decision: 'approved',
    contentHash: legal['contentHash'],
  });
  await desk.settle();
}
