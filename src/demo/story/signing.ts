import { type Desk, type Plot, refused, told } from '../desk.js';
import { CAST, ORGANISATION, PITTSBURG } from './cast.js';

export const TERMS = { downloadsPerDevice: 20, deviceSku: 'HD2', deviceFmvCents: 20_000, holdDays: 0 };
const OFFER = {
  deviceDiscountPercent: 15,
  downloadsPerDevice: 20,
  deviceSku: 'HD2',
  deviceFmvCents: 20_000,
  recipient: 'department',
  devicesPromised: 3,
};
const AGREEMENT =
  'Agreement between the Pittsburg Police Department and Hallam Home, Inc. The department shares its link; the company gives one device per twenty downloads.';

/** Step 1: who the vendor is; the department found by ORI, its city, zone, ship-to and gift policy entered. */
export async function confirmDepartment(desk: Desk): Promise<string> {
  await desk.at('2018-12-03T15:00:00Z');
  await told(desk.as('admin'), 'PUT', '/api/v1/organisation', ORGANISATION);
  const departmentId = await desk.departmentId(PITTSBURG.ori);
  const rep = desk.as('rep');
  await told(rep, 'PATCH', `/api/v1/departments/${departmentId}`, PITTSBURG.details);
  const contacts = [
    { name: 'Ruth Alder', role: 'chief', email: 'ruth.alder@pittsburg-pd.example' },
    { name: 'Lt. Dana Whitcomb', role: 'pio', email: emailOf('pio'), phone: '620-555-0142' },
    { name: 'Glen Hatcher', role: 'records_officer', email: emailOf('records') },
    { name: 'Lorraine Cho', role: 'city_attorney', email: 'lorraine.cho@pittsburg.example' },
  ];
  for (const contact of contacts)
    await told(rep, 'POST', `/api/v1/departments/${departmentId}/contacts`, contact);
  return departmentId;
}

/** Step 2, 10 December 2018: pitch, offer, mail, two calls; a code for officers is refused. */
export async function pitch(desk: Desk, departmentId: string): Promise<string> {
  await desk.at('2018-12-10T16:00:00Z');
  const rep = desk.as('rep');
  await refused(
    rep,
    'POST',
    '/api/v1/pitches',
    { departmentId, offer: { ...OFFER, recipient: 'officers' } },
    422,
    'personal_incentive',
  );
  const { id } = await told(rep, 'POST', '/api/v1/pitches', {
    departmentId,
    openedOn: '2018-12-10',
    offer: OFFER,
  });
  await refused(rep, 'POST', '/api/v1/pitches', { departmentId, offer: OFFER }, 409, 'open_pitch_exists');
  const activity = (kind: string, subject: string, body: string): Promise<unknown> =>
    told(rep, 'POST', `/api/v1/pitches/${id}/activities`, { kind, subject, body });
  await activity(
    'email',
    'The offer in writing',
    '15 % off devices for residents, and one device per 20 downloads for the department.',
  );
  await told(rep, 'POST', `/api/v1/pitches/${id}/stage-changes`, { to: 'contacted' });
  await desk.at('2018-12-12T20:30:00Z');
  await activity(
    'call',
    'Call with Lt. Whitcomb, 12 min',
    'Wants to know who approves the release. Asked about the council.',
  );
  await told(rep, 'POST', `/api/v1/pitches/${id}/stage-changes`, { to: 'pitched' });
  await desk.at('2019-01-15T17:00:00Z');
  await activity(
    'call',
    'Call with Chief Alder, 20 min',
    'The council has to hear of it. She wants every device on the public record.',
  );
  await told(rep, 'POST', `/api/v1/pitches/${id}/stage-changes`, { to: 'in_discussion' });
  await desk.at('2019-02-04T15:00:00Z');
  await told(rep, 'POST', `/api/v1/pitches/${id}/stage-changes`, {
    to: 'legal_review',
    note: 'With the city attorney.',
  });
  return id as string;
}

/** Step 3, 28 February 2019: council item and green light; everything opens in one transaction. */
export async function greenLight(desk: Desk, pitchId: string): Promise<Record<string, unknown>> {
  await desk.at('2019-02-28T16:00:00Z');
  const rep = desk.as('rep');
  const body = {
    pitchId,
    signedOn: '2019-02-28',
    endsOn: '2020-02-28',
    terms: TERMS,
    alias: 'pittsburgpdks',
    keyword: 'PITTSBURGPD',
    agreement: {
      fileName: 'agreement.txt',
      contentBase64: Buffer.from(AGREEMENT).toString('base64'),
      signatories: ['Ruth Alder', 'Mara Ortiz'],
    },
    councilItem: {
      number: '19-031',
      date: '2019-02-26',
      documentUrl: 'https://pittsburg.example/council/19-031',
    },
  };
  await refused(rep, 'POST', '/api/v1/partnerships', { ...body, keyword: 'STOP' }, 422, 'keyword_reserved');
  const partnership = await told(rep, 'POST', '/api/v1/partnerships', body);
  await desk.settle();
  return partnership;
}

function emailOf(player: string): string {
  return CAST.find((member) => member.player === player)?.email as string;
}

/** Steps 1 to 3. */
export async function sign(desk: Desk, plot: Partial<Plot>): Promise<void> {
  plot.departmentId = await confirmDepartment(desk);
  plot.pitchId = await pitch(desk, plot.departmentId);
  const partnership = await greenLight(desk, plot.pitchId);
  plot.partnershipId = partnership['id'] as string;
  plot.publicUrl = partnership['publicUrl'] as string;
}
