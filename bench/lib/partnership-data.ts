import { BenchClient } from './http.js';

const DEVICE = { deviceSku: 'HD2', deviceFmvCents: 20_000 };
const A_DAY_MS = 86_400_000;
const day = (daysFromNow: number): string =>
  new Date(Date.now() + daysFromNow * A_DAY_MS).toISOString().slice(0, 10);

export interface Partner {
  id: string;
  departmentId: string;
  alias: string;
}

/** Partnerships that have been running for a month, made through the API as people make them. The client is an admin's. */
export async function makePartners(
  client: BenchClient,
  count: number,
  downloadsPerDevice = 20,
): Promise<Partner[]> {
  const made: Partner[] = [];
  for (let number = 1; number <= count; number++)
    made.push(await makePartner(client, number, { ...DEVICE, downloadsPerDevice }));
  return made;
}

async function makePartner(
  client: BenchClient,
  number: number,
  device: typeof DEVICE & { downloadsPerDevice: number },
): Promise<Partner> {
  const post = async (path: string, body: object): Promise<{ id: string }> =>
    JSON.parse((await client.send('POST', path, body)).text) as { id: string };
  const { id: departmentId } = await post('/api/v1/departments', {
    name: `Alder Falls ${number} Police Department`,
    kind: 'municipal_police',
    city: 'Alder Falls',
    county: 'Linn',
    state: 'KS',
    timeZone: 'America/Chicago',
  });
  const { id: pitchId } = await post('/api/v1/pitches', {
    departmentId,
    openedOn: day(-60),
    offer: { ...device, recipient: 'department' },
  });
  await post(`/api/v1/pitches/${pitchId}/stage-changes`, { to: 'legal_review' });
  const alias = `alder-falls-${number}`;
  const { id } = await post('/api/v1/partnerships', {
    pitchId,
    signedOn: day(-40),
    endsOn: day(325),
    terms: { ...device, holdDays: 0 },
    alias,
    keyword: `ALDER${number}`,
  });
  await post(`/api/v1/partnerships/${id}/activation`, { activeOn: day(-30) });
  return { id, departmentId, alias };
}
