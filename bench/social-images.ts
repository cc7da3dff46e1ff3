import { createHash } from 'node:crypto';
import { Resvg } from '@resvg/resvg-js';
import { drawingOptions, filledMaster, pictureKey } from '../src/social/draw.js';
import { builtIn } from '../src/social/masters.js';
import { networkRules } from '../src/social/network-rules.js';
import { readMaster } from '../src/social/svg-master.js';
import { median } from './lib/bench-app.js';

/**
 * Pictures for social networks on one core: from the text of a post to the bytes that are stored (master checked, texts measured and
 * fitted, key, PNG, hash), beside bare resvg drawing the very same finished SVGs to PNG, one after the other in the same run.
 * Promise: at least 0.8 of bare resvg. `--posts N` says for how many posts (each has a picture for every network; default 4).
 */
const flag = process.argv.indexOf('--posts');
const posts = flag < 0 ? 4 : Number(process.argv[flag + 1]);
const ROUNDS = 3;

const texts = (post: number) => ({
  words: `Neighbors found ${post + 2} lost dogs this month. Join them.`,
  department: 'Alder Falls Police Department',
  link: `example.com/r/alderfalls${post}`,
  disclosure: 'The department earns one $200 device per 20 downloads of the app through this link.',
});

const { networks } = networkRules();
const jobs = Array.from({ length: posts }, (_, post) =>
  networks.map(({ picture }) => ({ picture, texts: texts(post), svg: builtIn(picture.shape) })),
).flat();
const options = drawingOptions();
const png = (svg: string) => Buffer.from(new Resvg(svg, options).render().asPng());
const finished = jobs.map((job) => filledMaster(readMaster(job.svg), job.texts, job.picture));

let bytes = 0;
const bare = (): void => finished.forEach((svg) => (bytes += png(svg).length));
const whole = (): void =>
  jobs.forEach((job) => {
    const master = readMaster(job.svg);
    pictureKey(master.sha256, job.texts, job.picture);
    const drawn = png(filledMaster(master, job.texts, job.picture));
    createHash('sha256').update(drawn).digest('hex');
    bytes += drawn.length;
  });

/** Processor time, so that what else runs on the machine is not counted. */
function spent(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

bare();
whole();
const times = Array.from({ length: ROUNDS }, () => ({ bare: spent(bare), whole: spent(whole) }));
const [reference, ours] = [median(times.map((one) => one.bare)), median(times.map((one) => one.whole))];
const perCore = (ms: number) => `${((jobs.length / ms) * 1_000).toFixed(1)} a second and core`;
const say = (line: string) => process.stdout.write(`${line}\n`);
say(
  `${jobs.length} pictures of ${posts} posts, median of ${ROUNDS}, ${Math.round(bytes / 1_024)} KB drawn in all`,
);
say(`bare resvg: ${Math.round(reference / jobs.length)} ms each, ${perCore(reference)}`);
say(`from text to stored bytes: ${Math.round(ours / jobs.length)} ms each, ${perCore(ours)}`);
say(`ratio pictures a core : bare resvg = ${(reference / ours).toFixed(2)} (promised 0.80)`);
