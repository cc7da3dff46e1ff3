import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MailService } from '../mail/mail.service.js';
import { type Actor, actorName, SYSTEM } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/id.js';
import { hashSecret, newSecret } from '../platform/secrets.js';
import { QuoteAnswered, QuoteAsked } from './content.events.js';
import { quoteNeedsNoYes, signoffEnded, signoffSuperseded } from './content.errors.js';
import { ContentQueries } from './content.queries.js';
import type { DraftRevision } from './draft-revision.entity.js';
import type { Draft } from './draft.entity.js';
import { DraftStore, type Held, placeOf, refOf } from './draft-store.js';

/** A quote the vendor’s side changed, as it stands in a text, and whether the person quoted agreed to it. */
export interface ChangedQuote {
  blockId: string;
  speaker: string;
  text: string;
  quoteHash: string;
  /** The latest word of the person quoted on exactly these words. */
  state: 'not_asked' | 'asked' | 'agreed' | 'refused';
  note: string | null;
}

/** What a link from mail stands for. */
export interface Signoff {
  id: string;
  draftId: string;
  contentHash: string;
  blockId: string;
  speaker: string;
  state: 'asked' | 'agreed' | 'refused';
  askedByName: string;
}

type Quote = DraftRevision['blocks'][number];

/** Words put in a named person's mouth need that person's own yes, when a reviewer or anybody else of the vendor changed them. */
@Injectable()
export class QuoteSignoffs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DraftStore,
    private readonly queries: ContentQueries,
    private readonly mail: MailService,
    private readonly config: Config,
  ) {}

  /** Notes that accepted changes of a proposal lie inside quotes: from then on other words than before need a yes. */
  async noteChanges(
    tx: Tx,
    { draft, revision }: Held,
    proposalId: string,
    blockIds: readonly string[],
  ): Promise<void> {
    const quotes = revision.blocks.filter(({ id, kind }) => kind === 'quote' && blockIds.includes(id));
    for (const quote of quotes) await this.note(tx, draft, quote, { proposalId });
  }

  /**
   * Notes what the vendor’s side changed of quotes in the draft itself, between the text it was saved over and the one it made. A quote
   * that had no words before is written, not changed: whoever it is of reads it as the text goes out.
   */
  async noteEdits(tx: Tx, { draft, revision: before }: Held, after: DraftRevision): Promise<void> {
    const kept = new Set(after.blocks.map((block) => `${block.id} ${hashOf(block)}`));
    const changed = before.blocks.filter(
      (block) =>
        block.kind === 'quote' && block.text.trim() !== '' && !kept.has(`${block.id} ${hashOf(block)}`),
    );
    for (const quote of changed) await this.note(tx, draft, quote, { revisionId: after.id });
  }

  private async note(
    tx: Tx,
    draft: Draft,
    quote: Quote,
    { proposalId = null, revisionId = null }: { proposalId?: string | null; revisionId?: string | null },
  ): Promise<void> {
    await tx.query(
      `insert into quote_change (id, proposal_id, revision_id, block_id, draft_id, department_id, before_hash, changed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [newId(), proposalId, revisionId, quote.id, draft.id, draft.departmentId, hashOf(quote), tx.now],
    );
  }

  /** Quotes of a text that the vendor’s side changed and that do not read as before the change. */
  async changed(tx: Tx, draftId: string, revision: DraftRevision): Promise<ChangedQuote[]> {
    const changes = await tx.query<{ blockId: string; beforeHash: string }>(
      'select block_id as "blockId", before_hash as "beforeHash" from quote_change where draft_id = $1',
      [draftId],
    );
    if (changes.length === 0) return [];
    const words = await tx.query<{ quoteHash: string; state: Signoff['state']; note: string | null }>(
      `select distinct on (quote_hash) quote_hash as "quoteHash", state, note from quote_signoff
        where draft_id = $1 order by quote_hash, (state = 'asked'), coalesce(answered_at, asked_at) desc`,
      [draftId],
    );
    return revision.blocks.flatMap((block) => {
      const own = changes.filter(({ blockId }) => blockId === block.id);
      const quoteHash = hashOf(block);
      if (own.length === 0 || own.some(({ beforeHash }) => beforeHash === quoteHash)) return [];
      const said = words.find((one) => one.quoteHash === quoteHash);
      return [
        {
          blockId: block.id,
          speaker: speakerOf(block),
          text: block.text,
          quoteHash,
          state: said?.state ?? 'not_asked',
          note: said?.note ?? null,
        },
      ];
    });
  }

  /**
   * Mails the person quoted a link of their own: bound to the exact text, for one answer. The address goes into the mail and
   * nowhere else. Throws `quote_needs_no_yes` (422).
   */
  ask(
    actor: Actor,
    draftId: string,
    { blockId, name, email }: { blockId: string; name?: string; email: string },
  ): Promise<{ id: string }> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { draft, revision } = await this.store.take(tx, draftId);
      const quote = (await this.changed(tx, draftId, revision)).find((one) => one.blockId === blockId);
      if (!quote || quote.state === 'agreed') throw quoteNeedsNoYes();
      const id = newId();
      const token = newSecret();
      const url = new URL(`/sign-offs/${token}`, this.config.publicUrl).toString();
      const speaker = name?.trim() || quote.speaker;
      await tx.asApp('the link’s hash is the application’s', () =>
        tx.query(
          `insert into quote_signoff (id, draft_id, department_id, revision_id, content_hash, block_id, quote_hash, speaker,
             token_hash, state, asked_by_name, asked_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked', $10, $11)`,
          [
            id,
            draftId,
            draft.departmentId,
            revision.id,
            revision.contentHash,
            blockId,
            quote.quoteHash,
            speaker,
            hashSecret(token),
            actorName(actor),
            tx.now,
          ],
        ),
      );
      await this.mail.enqueue(tx, {
        topic: 'review',
        to: { name: speaker, email },
        template: 'mail/content/quote-signoff',
        data: { name: speaker, title: draft.title, words: quote.text, by: actorName(actor), url },
        idempotencyKey: `quote-signoff:${id}`,
        departmentId: draft.departmentId,
        visibility: 'shared',
        secrets: [url],
      });
      await tx.record(
        QuoteAsked(
          { ...refOf(draft, revision), signoffId: id, blockId },
          placeOf(draft, `${draft.title}: ${speaker} is asked to agree to their changed quote`),
        ),
      );
      return { id };
    });
  }

  /** What a link shows: the quote in the exact text it was asked about. 410 `link_ended` when the link is not ours. */
  async open(tx: Tx, token: string) {
    const signoff = await tx.one<Signoff & { revisionId: string }>(
      `select id, draft_id as "draftId", revision_id as "revisionId", content_hash as "contentHash", block_id as "blockId", speaker, state,
              asked_by_name as "askedByName" from quote_signoff where token_hash = $1`,
      [hashSecret(token)],
    );
    if (!signoff) throw signoffEnded();
    const { draft, revision: current } = await this.queries.text(tx, signoff.draftId);
    const revision = await this.queries.revision(tx, draft.id, signoff.revisionId);
    const superseded = current.contentHash !== signoff.contentHash;
    return { signoff, draft, revision, superseded };
  }

  /**
   * The person's answer, once. Throws `signoff_superseded` (409) when the text changed, `link_ended` (410) when it was answered
   * before. The reader holds the link and no account, so the product writes it down in their name.
   */
  async answer(token: string, answer: 'agreed' | 'refused', note: string | null): Promise<void> {
    const { signoff: known } = await this.unitOfWork.read(SYSTEM, (tx) => this.open(tx, token));
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      const { draft, revision } = await this.store.take(tx, known.draftId);
      const { signoff, superseded } = await this.open(tx, token);
      if (signoff.state !== 'asked') throw signoffEnded();
      if (superseded) throw signoffSuperseded();
      await tx.query('update quote_signoff set state = $2, note = $3, answered_at = $4 where id = $1', [
        signoff.id,
        answer,
        note?.trim() || null,
        tx.now,
      ]);
      await tx.record(
        QuoteAnswered(
          { ...refOf(draft, revision), signoffId: signoff.id, blockId: signoff.blockId, answer },
          placeOf(
            draft,
            `${draft.title}: ${signoff.speaker} ${answer === 'agreed' ? 'agreed to' : 'refused'} their changed quote`,
          ),
        ),
      );
    });
  }
}

function speakerOf(block: Quote): string {
  return block.attribution ?? 'the person quoted';
}

/** Names the exact words and who says them. */
function hashOf(block: Quote): string {
  return createHash('sha256')
    .update(JSON.stringify([block.attribution ?? null, block.text]))
    .digest('hex');
}
