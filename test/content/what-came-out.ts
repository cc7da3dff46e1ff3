import { richTextHelpers } from '../../src/platform/web/views/helpers/rich-text.js';
import { type ReleaseBlock, releaseHtml, releaseText } from '../../src/content/rules/render-release.js';
import type { TestApp } from '../support/app.js';

/** A release, and the blocks of the revision that its reviewers read and approved; none where nobody did. */
export interface CameOut {
  id: string;
  draftId: string;
  html: string;
  text: string;
  approved: ReleaseBlock[] | null;
  /** Shown in full on the public page: not replaced by a later one. */
  newest: boolean;
  recalled: boolean;
  /** Set when a release time let it out: when it was due. */
  firedFor: Date | null;
  releasedAt: Date;
}

/**
 * Whether revision `r` of a draft passed every step by others, told from nothing but the decisions and who wrote what: both groups of the
 * vendor said yes to its hash in one round, and the department too where the vendor wrote any of it, nobody of them an author.
 * `before` is the moment asked about: a later round that said no to the same words ends what was approved.
 */
const passedBefore = (
  moment: string,
): string => `select o.id from review_round o where o.draft_id = r.draft_id and o.content_hash = r.content_hash
  and not exists (select 1 from review_decision d where d.round_id = o.id and d.decision <> 'approved')
  and not exists (select 1 from review_decision n join review_round l on l.id = n.round_id
                   where l.draft_id = o.draft_id and l.content_hash = o.content_hash and n.decision in ('changes_requested', 'rejected')
                     and l.closed_at > o.closed_at and l.closed_at <= ${moment})
  and (select array_agg(d.reviewer_group order by d.reviewer_group) from review_decision d
        where d.round_id = o.id and d.content_hash = r.content_hash
          and not d.decided_by = any(r.contributor_ids)
          and not exists (select 1 from draft_revision w where w.draft_id = r.draft_id and w.number <= r.number and w.author_id = d.decided_by))
      = case when exists (select 1 from draft_revision w where w.draft_id = r.draft_id and w.number <= o.revision_number
                             and (w.author_side = 'vendor' or cardinality(w.contributor_ids) > 0 and w.id = o.revision_id))
             then array['communications', 'department', 'legal'] else array['communications', 'legal'] end`;

/** Every release of these drafts. */
export function whatCameOut(app: TestApp, draftIds: readonly string[]): Promise<CameOut[]> {
  return app.sql<CameOut>(
    `select e.id, e.draft_id as "draftId", e.html, e.text, e.released_at as "releasedAt",
            (select v.blocks from review_round o join draft_revision v on v.id = o.revision_id where o.id in (${passedBefore('e.released_at')}) limit 1) as approved,
            not exists (select 1 from release n where n.replaces_id = e.id) as newest,
            exists (select 1 from recall c where c.release_id = e.id) as recalled,
            (select t.due_at from release_time t where t.release_id = e.id) as "firedFor"
       from release e join draft_revision r on r.id = e.revision_id
      where e.draft_id = any($1::uuid[]) order by e.id`,
    [draftIds],
  );
}

/** What is wrong with the releases themselves: unapproved, other bytes than those approved, or before their embargo. */
export async function faultsOf(
  app: TestApp,
  draftIds: readonly string[],
  releases: readonly CameOut[],
): Promise<string[]> {
  const unapproved = releases
    .filter(({ approved }) => !approved)
    .map(({ id }) => `release ${id} was not approved`);
  const other = releases
    .filter(
      ({ approved, html, text }) =>
        approved && (html !== releaseHtml(approved) || text !== releaseText(approved)),
    )
    .map(({ id }) => `release ${id} is not what was approved`);
  const told = await app.sql<{ fault: string }>(
    `select 'release ' || e.id || ' went out before its embargo' as fault
       from release e join draft_revision r on r.id = e.revision_id
      where e.draft_id = any($1::uuid[]) and r.values->>'embargoTime' is not null
        and e.released_at < ((r.values->>'embargoDate') || ' ' || (r.values->>'embargoTime'))::timestamp at time zone 'America/Chicago'
     union all
     select 'draft ' || d.id || ' is approved, its text is not' from draft d join draft_revision r on r.id = d.current_revision_id
      where d.id = any($1::uuid[]) and d.state = 'approved' and not exists (${passedBefore(`'infinity'`)})
     union all
     select 'draft ' || d.id || ' and its round disagree' from draft d
      where d.id = any($1::uuid[]) and (d.state in ('submitted', 'in_review'))
         <> exists (select 1 from review_round o where o.draft_id = d.id and o.state = 'open')
     union all
     select 'decision ' || d.id || ' is of own work' from review_decision d join review_round o on o.id = d.round_id
      where d.draft_id = any($1::uuid[]) and d.decided_by = any(o.author_ids)
     union all
     select 'review ' || review_id || ' was decided twice' from review_decision where draft_id = any($1::uuid[])
      group by review_id having count(*) > 1
     union all
     select 'an empty save made revision ' || r.id || ' of an approved text' from draft_revision r join draft_revision b on b.id = r.base_revision_id
      where r.draft_id = any($1::uuid[]) and b.content_hash = r.content_hash
        -- A text that was sent back may be insisted on: the same words again are a revision of their own.
        and not exists (select 1 from review_round o where o.revision_id = b.id and o.state in ('changes_requested', 'rejected'))
        and exists (select 1 from review_round o where o.revision_id = b.id and o.state = 'approved' and o.closed_at < r.created_at
              and not exists (select 1 from review_decision d join draft_revision w on w.draft_id = d.draft_id and w.author_id = d.decided_by
                               where d.round_id = o.id and w.number < r.number))
     union all
     select 'release time ' || t.id || ' is ' || t.state || ' with ' || count(e.id) || ' releases of its text'
       from release_time t left join release e on e.id = t.release_id and e.content_hash = t.content_hash and e.draft_id = t.draft_id
      where t.draft_id = any($1::uuid[]) group by t.id, t.state having (t.state = 'released') <> (count(e.id) = 1)`,
    [draftIds],
  );
  return [...unapproved, ...other, ...told.map(({ fault }) => fault)];
}

/** The words of a release as the public page is to carry them, byte for byte. */
export function onThePage(blocks: readonly ReleaseBlock[]): string {
  return String(richTextHelpers.richText(releaseHtml(blocks), { hash: { level: 3 } } as never));
}

/** What a public page says that was not approved: the article of each release is held against the blocks its reviewers read. */
export function faultsOfPage(page: string, releases: readonly CameOut[]): string[] {
  const articles = new Map(
    [...page.matchAll(/<article [^>]*id="release-([\w-]+)">([^]*?)<\/article>/g)].map(([, id, shown]) => [
      id,
      shown ?? '',
    ]),
  );
  const standing = releases.filter(({ newest }) => newest);
  const wrong = standing.filter(
    ({ id, approved }) => !approved || !articles.get(id)?.includes(onThePage(approved)),
  );
  const known = new Set(standing.map(({ id }) => id));
  return [
    ...wrong.map(({ id }) => `release ${id} is shown in other words`),
    ...[...articles.keys()]
      .filter((id) => !known.has(id ?? ''))
      .map((id) => `release ${id} is shown and should not be`),
  ];
}
