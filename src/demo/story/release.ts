import { type Desk, type Player, type Plot, refused, told } from '../desk.js';

const VALUES = {
  headline: 'Pittsburg police join a neighborhood app',
  whyJoined: 'residents asked for a way to pass on what they see without calling the station',
  chiefName: 'Police Chief Ruth Alder',
  chiefQuote:
    'We did not want another surveillance system. We wanted something residents choose, and the commission will see every device it brings us.',
  pressContact: 'Lt. Dana Whitcomb, 620-555-0142',
  datelineDate: '2019-04-22',
  embargoDate: '2019-04-22',
  embargoTime: '10:00',
};
const BODY = {
  what_it_means:
    'Residents who use the app choose what they share and with whom. Officers may ask residents for recordings during an investigation. The department has no access to anyone’s camera or account.',
  on_the_record:
    'The department will report downloads and devices to the city each month. The record of every device it receives is on its public page.',
};
/** Two changes in one paragraph, one in another, and one inside the chief’s words. */
const PROPOSED = {
  body: {
    what_it_means:
      'Residents who use the app decide what they share and with whom. The department can post alerts and read what residents make public. The department has no access to anyone’s camera or account.',
    on_the_record:
      'The department will report downloads and devices to the city once a year. The record of every device it receives is on its public page.',
  },
  values: {
    chiefQuote:
      'We did not want another system. We wanted something residents choose, and the commission will see every device it brings us.',
  },
};

interface Revision {
  id: string;
  contentHash: string;
  values: Record<string, unknown>;
  body: Record<string, string>;
}

/** The draft as it stands now. */
export async function revisionOf(
  desk: Desk,
  draftId: string,
  reader?: string,
): Promise<Revision & { state: string }> {
  const draft = await told(desk.as((reader ?? 'pio') as Player), 'GET', `/api/v1/drafts/${draftId}`);
  return { ...(draft['currentRevision'] as Revision), state: draft['state'] as string };
}

/** The review a group has to decide now. */
export async function pendingReview(
  desk: Desk,
  draftId: string,
  group: string,
): Promise<Record<string, unknown>> {
  const { data } = await told(desk.as('lawyer'), 'GET', `/api/v1/reviews?state=pending&group=${group}`);
  const review = (data as Record<string, unknown>[]).find((row) => row['draftId'] === draftId);
  if (!review) throw new Error(`Nothing of this draft waits for ${group}.`);
  return review;
}

async function approve(
  desk: Desk,
  draftId: string,
  player: 'communications2' | 'lawyer',
  group: string,
): Promise<void> {
  const review = await pendingReview(desk, draftId, group);
  await told(desk.as(player), 'POST', `/api/v1/reviews/${review['id']}/decision`, {
    decision: 'approved',
    contentHash: review['contentHash'],
  });
  await desk.settle();
}

/** Step 7, 11 April: the PIO fills in the kit's release and submits it. */
export async function submitRelease(desk: Desk, plot: Plot): Promise<void> {
  await desk.at('2019-04-11T14:00:00Z');
  const pio = desk.as('pio');
  const { data } = await told(pio, 'GET', `/api/v1/drafts?partnershipId=${plot.partnershipId}`);
  const kit = (data as Record<string, unknown>[]).find((draft) => draft['kind'] === 'press_release');
  if (!kit) throw new Error('The kit has no release draft.');
  plot.releaseDraftId = kit['id'] as string;
  const base = await revisionOf(desk, plot.releaseDraftId);
  await told(pio, 'POST', `/api/v1/drafts/${plot.releaseDraftId}/revisions`, {
    baseRevisionId: base.id,
    values: VALUES,
    body: BODY,
  });
  await refused(
    pio,
    'POST',
    `/api/v1/drafts/${plot.releaseDraftId}/revisions`,
    { baseRevisionId: base.id, values: {} },
    409,
    'stale_revision',
  );
  await told(pio, 'POST', `/api/v1/drafts/${plot.releaseDraftId}/submission`, {});
  await desk.settle();
}

/** 15 and 16 April: four hunks proposed, three accepted, the one inside the quote refused; resubmitted. */
export async function answerRedline(desk: Desk, plot: Plot): Promise<void> {
  await desk.at('2019-04-15T19:00:00Z');
  const review = await pendingReview(desk, plot.releaseDraftId, 'communications');
  await told(desk.as('communications'), 'POST', `/api/v1/reviews/${review['id']}/claim`, {});
  const proposal = await told(
    desk.as('communications'),
    'POST',
    `/api/v1/reviews/${review['id']}/proposal`,
    PROPOSED,
  );
  await desk.settle();
  await desk.at('2019-04-16T13:47:00Z');
  const hunks = proposal['hunks'] as { id: string; blockId: string }[];
  const answers = hunks.map(({ id, blockId }) => ({ hunkId: id, accept: blockId !== 'quote' }));
  await told(desk.as('pio'), 'POST', `/api/v1/drafts/${plot.releaseDraftId}/hunk-answers`, { answers });
  await told(desk.as('pio'), 'POST', `/api/v1/drafts/${plot.releaseDraftId}/submission`, {});
  await desk.settle();
}

/** 17 April: whose hunks stand may not approve; the second communications reviewer does, then legal; a comma voids and restores. */
export async function approveRelease(desk: Desk, plot: Plot): Promise<void> {
  await desk.at('2019-04-17T14:00:00Z');
  const review = await pendingReview(desk, plot.releaseDraftId, 'communications');
  const decision = { decision: 'approved', contentHash: review['contentHash'] };
  await refused(
    desk.as('communications'),
    'POST',
    `/api/v1/reviews/${review['id']}/decision`,
    decision,
    403,
    'own_work',
  );
  await approve(desk, plot.releaseDraftId, 'communications2', 'communications');
  await approve(desk, plot.releaseDraftId, 'lawyer', 'legal');
  const approved = await revisionOf(desk, plot.releaseDraftId);
  plot.approvedHash = approved.contentHash;
}

/** The same day: one comma more, approval is void; the comma taken out again, and it is back. */
export async function comma(
  desk: Desk,
  plot: Plot,
): Promise<{ without: string; withComma: string; again: string }> {
  const pio = desk.as('pio');
  const approved = await revisionOf(desk, plot.releaseDraftId);
  const text = approved.body['on_the_record'] ?? '';
  const path = `/api/v1/drafts/${plot.releaseDraftId}/revisions`;
  const changed = await told(pio, 'POST', path, {
    baseRevisionId: approved.id,
    body: { ...approved.body, on_the_record: text.replace(' it receives', ', it receives') },
  });
  const restored = await told(pio, 'POST', path, {
    baseRevisionId: (changed['currentRevision'] as Revision).id,
    body: approved.body,
  });
  await desk.settle();
  return {
    without: approved.state,
    withComma: changed['state'] as string,
    again: restored['state'] as string,
  };
}

/** Step 8, 22 April 2019: refused at 09:59, released at 10:00 CDT. */
export async function release(desk: Desk, plot: Plot): Promise<Record<string, unknown>> {
  const path = `/api/v1/drafts/${plot.releaseDraftId}/release`;
  await desk.at('2019-04-22T14:59:00Z');
  await refused(desk.as('pio'), 'POST', path, { contentHash: plot.approvedHash }, 422, 'embargoed');
  await desk.at('2019-04-22T15:00:00Z');
  const released = await told(desk.as('pio'), 'POST', path, { contentHash: plot.approvedHash });
  await desk.settle();
  return released;
}

/** Step 9, 24 April: a correction through the same review; the public page carries the note. */
export async function correct(desk: Desk, plot: Plot): Promise<void> {
  await desk.at('2019-04-24T14:00:00Z');
  const note = 'Capital letters in the app’s name, asked by the company.';
  await told(desk.as('rep'), 'POST', `/api/v1/drafts/${plot.releaseDraftId}/correction`, { note });
  const base = await revisionOf(desk, plot.releaseDraftId);
  await told(desk.as('pio'), 'POST', `/api/v1/drafts/${plot.releaseDraftId}/revisions`, {
    baseRevisionId: base.id,
    values: { ...base.values, headline: 'Pittsburg Police Join a Neighborhood App' },
  });
  await told(desk.as('pio'), 'POST', `/api/v1/drafts/${plot.releaseDraftId}/submission`, {});
  await desk.settle();
  await approve(desk, plot.releaseDraftId, 'communications2', 'communications');
  await approve(desk, plot.releaseDraftId, 'lawyer', 'legal');
  const approved = await revisionOf(desk, plot.releaseDraftId);
  await told(desk.as('pio'), 'POST', `/api/v1/drafts/${plot.releaseDraftId}/release`, {
    contentHash: approved.contentHash,
  });
  await desk.settle();
}
