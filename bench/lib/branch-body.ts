const text = (letter: string, length: number): string => letter.repeat(length);
const BODY = JSON.stringify({
  id: '{id}',
  name: 'INSTALL',
  timestamp: Date.now() - 60_000,
  existing_user: 'false',
  first_event_for_user: 'true',
  deep_linked: 'true',
  attributed: 'true',
  last_attributed_touch_type: 'CLICK',
  last_attributed_touch_data: {
    referral_code: '{alias}',
    '+alias': '{alias}',
    '~id': '1234567890123456789',
    '~campaign': 'departments',
    '~channel': 'police',
    '~feature': 'referral',
    $canonical_url: `https://app.example/${text('c', 120)}`,
    $og_description: text('d', 200),
    $og_title: text('t', 80),
    '+click_timestamp': Math.floor(Date.now() / 1_000) - 120,
  },
  user_data: {
    os: 'IOS',
    os_version: '17.2',
    environment: 'FULL_APP',
    sdk: 'ios',
    sdk_version: '3.4.1',
    ip: '203.0.113.77',
    idfa: text('a', 36),
    idfv: text('b', 36),
    aaid: 'null',
    developer_identity: 'null',
    model: 'Phone 12,1',
    brand: 'Brand',
    language: 'en',
    country: 'US',
    geo_country_code: 'US',
    geo_region_en: 'Somewhere',
    geo_city_en: 'Sometown',
    user_agent: text('u', 180),
    app_version: '5.12.3',
    screen_width: 828,
    screen_height: 1_792,
    screen_dpi: 2,
    http_referrer: `https://page.example/${text('r', 160)}`,
    opted_in_status: 'denied',
  },
  install_activity: { days_from_last_attributed_touch_to_event: 0, data: text('i', 200) },
  custom_data: { note: text('n', 120) },
});
const [HEAD = '', BETWEEN = '', ALSO = '', TAIL = ''] = BODY.split(/\{id\}|\{alias\}/);

/** An install as Branch tells it, 2 KB: most of it is what must not be kept. */
export function installBody(id: string, alias: string): string {
  return HEAD + id + BETWEEN + alias + ALSO + alias + TAIL;
}
