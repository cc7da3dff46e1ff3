import type { AppEvent } from '../../src/demo/desk.js';

/** What a resident’s phone would tell; none of it may be found anywhere afterwards. */
export const RESIDENT = {
  ip: '203.0.113.77',
  idfa: '8F3C1B7E-0D25-4A61-9E7C-RESIDENT0001',
  aaid: '7b1e4c9a-1111-4222-8333-resident0002',
  idfv: 'A1B2C3D4-RESIDENT-0003',
  city: 'Residentville',
  model: 'PhoneModelResident-X9',
  userAgent: 'ResidentBrowser/77.1 (ResidentOS)',
};

/** A Branch webhook body as documented: strings for booleans, nulls as "null", our own link data beside theirs. */
export function branchBody({ id, kind, alias, at }: AppEvent): Record<string, unknown> {
  const names = { install: 'INSTALL', reinstall: 'REINSTALL', open: 'OPEN' };
  return {
    id,
    name: names[kind],
    timestamp: Date.parse(at),
    deep_linked: 'true',
    existing_user: 'false',
    first_event_for_user: 'true',
    last_attributed_touch_type: 'CLICK',
    last_attributed_touch_data: {
      referral_code: alias,
      '+alias': alias,
      '~id': '1234567890123456789',
      '~campaign': 'departments',
      '~channel': 'police',
      '+click_timestamp': Math.floor(Date.parse(at) / 1000) - 60,
    },
    user_data: {
      os: 'IOS',
      os_version: '12.2',
      ip: RESIDENT.ip,
      idfa: RESIDENT.idfa,
      aaid: RESIDENT.aaid,
      idfv: RESIDENT.idfv,
      model: RESIDENT.model,
      user_agent: RESIDENT.userAgent,
      geo_city_en: RESIDENT.city,
      developer_identity: 'null',
    },
  };
}
