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
  for (const [i, partner] of partners.entries()) await playDevice(desk, partner, i, day(9));
  for (const [i, partner] of partners.entries()) {
    await desk.at(`${day(Math.max(1, 5 - (i % 5)))}T${14 + (i % 4)}:20:00Z`);
    await playTexts(desk, partner, i, day(-6));
  }
  await desk.at(`${day(1)}T20:00:00Z`);
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
