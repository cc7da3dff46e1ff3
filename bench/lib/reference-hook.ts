import Fastify from 'fastify';
import pg from 'pg';
import { Coalescer } from '../../src/referrals/coalescer.js';

/**
 * What a team would write in an afternoon: a bare Fastify route that keeps one row per Branch event and answers after the
 * commit; one INSERT per request, or (`coalesced`) one for all that arrived meanwhile. `node reference-hook.js URL MODE`;
 * prints its port.
 */
const [url = '', mode = 'single'] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });

interface Body {
  id: string;
  name: string;
  timestamp: number;
  last_attributed_touch_data: { referral_code: string };
  user_data: { os: string };
}
type Row = [id: string, kind: string, alias: string, os: string, at: Date];

const rowOf = (body: Body): Row => [
  body.id,
  body.name,
  body.last_attributed_touch_data.referral_code,
  body.user_data.os,
  new Date(body.timestamp),
];
const one = (body: Body): Promise<unknown> =>
  pool.query({
    name: 'one',
    text: `insert into reference_download values ($1, $2, $3, $4, $5) on conflict do nothing`,
    values: rowOf(body),
  });
const batches = new Coalescer<Row, true>(async (rows) => {
  await pool.query({
    name: 'many',
    text: `insert into reference_download select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
           on conflict do nothing`,
    values: [0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column])),
  });
  return rows.map(() => true);
}, 2_000);
const take = mode === 'single' ? one : (body: Body): Promise<unknown> => batches.add([rowOf(body)]);

const app = Fastify();
app.post('/hook', async (request) => {
  await take(request.body as Body);
  return { received: true };
});
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
