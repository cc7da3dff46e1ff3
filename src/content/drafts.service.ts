import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApprovalsQueries } from '../approvals/approvals.queries.js';
import { type Actor, actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId, newId } from '../platform/id.js';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { type Facts, type TemplateVersion, TemplatesQueries } from '../templates/templates.queries.js';
import { Assets, type NewPicture } from './assets.js';
import { DraftCreated } from './content.events.js';
import {
  noNewerTemplate,
  noSuchPartnership,
  noSuchTemplate,
  staleRevision,
  stepNotAllowed,
} from './content.errors.js';
import { ContentQueries, type DraftView } from './content.queries.js';
import { DraftFacts } from './draft-facts.js';
import { checkDraftLife, nextState } from './draft-life.js';
import { DraftStore, handOf, placeOf } from './draft-store.js';
import { carriedWords } from './template-move.js';
import { QuoteSignoffs } from './review-signoffs.service.js';
import { compose, disclosureField, type Edit, editedWords, startingWords, type TextValues } from './text.js';
import { WorkingCopies } from './working-copies.js';

export interface NewDraft {
  partnershipId: string;
  templateId: string;
  values?: TextValues;
}

export interface SaveRequest extends Edit {
  baseRevisionId: string;
  assetIds?: string[];
}

/** What authors do with the words of a draft: begin one, save another text. */
@Injectable()
export class DraftsService implements OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: DraftStore,
    private readonly facts: DraftFacts,
    private readonly templates: TemplatesQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly assets: Assets,
    private readonly queries: ContentQueries,
    private readonly copies: WorkingCopies,
    private readonly signoffs: QuoteSignoffs,
  ) {}

  onModuleInit(): void {
    checkDraftLife();
  }

  /** Begins a draft from a template's newest approved version. 404 for a partnership or template the actor may not use. */
  create(actor: Actor, request: NewDraft): Promise<DraftView> {
    return this.unitOfWork.run(actor, async (tx) => {
      const version = await this.templates.current(tx, request.templateId);
      if (!version) throw noSuchTemplate();
      const id = await this.begin(tx, request.partnershipId, version, request.values ?? {}, false);
      return this.queries.draft(tx, id);
    });
  }

  /** The same inside a transaction, also for the kit, whose texts nobody has written yet. Returns the draft's id. */
  async begin(
    tx: Tx,
    partnershipId: string,
    version: TemplateVersion,
    values: TextValues,
    kit: boolean,
  ): Promise<string> {
    if (!isId(partnershipId)) throw noSuchPartnership();
    const { facts } = await this.facts.gather(tx, partnershipId);
    const departmentId = await this.departmentOf(tx, partnershipId);
    const composed = compose(version, partnershipId, startingWords(version, facts, values), []);
    const draft = {
      id: newId(),
      departmentId,
      partnershipId,
      templateId: version.id,
      kind: version.kind,
      title: version.name,
      state: 'draft' as const,
      kit,
      createdBy: kit ? null : personIdOf(tx.actor),
      createdByName: kit ? 'Liaison' : actorName(tx.actor),
      createdAt: tx.now,
      updatedAt: tx.now,
    };
    await this.store.create(tx, draft, version, composed, kit);
    const held = await this.store.take(tx, draft.id);
    await tx.record(
      DraftCreated(
        {
          draftId: draft.id,
          partnershipId,
          departmentId,
          kind: draft.kind,
          revisionId: held.revision.id,
          contentHash: composed.contentHash,
        },
        placeOf(held.draft, `${draft.title}: ${kit ? 'ready to be filled in' : 'begun'}`),
      ),
    );
    return draft.id;
  }

  /**
   * Saves another text over a given one. 409 `stale_revision` when someone saved meanwhile; 422 `locked_block_changed`.
   * A save that changes nothing keeps everything as it is, an approval too.
   */
  save(actor: Actor, draftId: string, request: SaveRequest): Promise<DraftView> {
    return this.unitOfWork.run(actor, async (tx) => {
      await this.saveWithin(tx, draftId, request);
      await this.copies.forget(tx, draftId);
      return this.queries.draft(tx, draftId);
    });
  }

  /** Keeps a picture for the draft's department and puts it to the text, as a new revision. 422 `not_a_picture`. */
  addPicture(actor: Actor, draftId: string, picture: NewPicture): Promise<DraftView> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { draft, revision } = await this.store.take(tx, draftId);
      const { id } = await this.assets.add(tx, draft.departmentId, picture);
      const assetIds = [...revision.assets.map(({ assetId }) => assetId), id];
      await this.saveWithin(tx, draftId, { baseRevisionId: revision.id, assetIds });
      return this.queries.draft(tx, draftId);
    });
  }

  /** Keeps what the actor has typed without saving it. 404 for a draft they may not see; a text that cannot be changed keeps nothing. */
  keep(actor: Actor, draftId: string, { baseRevisionId, body, values }: SaveRequest): Promise<void> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { draft } = await this.queries.text(tx, draftId);
      if (nextState(draft.state, 'save'))
        await this.copies.keep(tx, draft, baseRevisionId, {
          ...(body && { body }),
          ...(values && { values }),
        });
    });
  }

  /** Throws away what the actor has typed and not saved. */
  discard(actor: Actor, draftId: string): Promise<void> {
    return this.unitOfWork.run(actor, async (tx) => {
      const { draft } = await this.queries.text(tx, draftId);
      await this.copies.forget(tx, draft.id);
    });
  }

  /**
   * Moves the draft to the newest approved version of its template, as a new revision: what was written stays where the new
   * version has a place for it. 409 `no_newer_template` when `versionId` is not that version, `stale_revision` when someone
   * saved meanwhile.
   */
  moveToTemplate(
    actor: Actor,
    draftId: string,
    { baseRevisionId, versionId }: { baseRevisionId: string; versionId: string },
  ): Promise<DraftView> {
    return this.unitOfWork.run(actor, async (tx) => {
      const held = await this.store.take(tx, draftId);
      const { draft, revision: base, version } = held;
      if (!nextState(draft.state, 'save')) throw stepNotAllowed(draft.state, 'save');
      if (baseRevisionId !== base.id) throw staleRevision();
      const newest = await this.templates.current(tx, draft.templateId);
      if (!newest || newest.versionId !== versionId || newest.version <= version.version)
        throw noNewerTemplate();
      const { facts } = await this.facts.gather(tx, draft.partnershipId);
      const composed = compose(
        newest,
        draft.partnershipId,
        carriedWords(version, base, newest, facts),
        base.assets,
      );
      await this.store.revise(tx, held, {
        composed,
        version: newest,
        assets: base.assets,
        hand: 'template',
        contributorIds: [],
        note: `Moved to version ${newest.version} of the template`,
      });
      await this.copies.forget(tx, draftId);
      return this.queries.draft(tx, draftId);
    });
  }

  private async saveWithin(tx: Tx, draftId: string, request: SaveRequest): Promise<void> {
    const held = await this.store.take(tx, draftId);
    const { draft, revision: base, version } = held;
    if (!nextState(draft.state, 'save')) throw stepNotAllowed(draft.state, 'save');
    if (request.baseRevisionId !== base.id) throw staleRevision();
    const assets = request.assetIds
      ? await this.assets.named(tx, draft.departmentId, request.assetIds)
      : base.assets;
    const { facts } = await this.facts.gather(tx, draft.partnershipId);
    const withFacts = (known: Facts) =>
      compose(version, draft.partnershipId, editedWords(version, base, request, known), assets);
    let composed = withFacts(frozenFacts(version, base.values, facts));
    const waits = draft.state === 'changes_requested' || draft.state === 'rejected';
    if (composed.contentHash === base.contentHash && !waits) return;
    // Names and links follow the record until a text has been approved; from then on only the words of an author,
    // or new terms, make another text, so that taking a change back brings the approved text back.
    if (!(await this.approvals.everApproved(tx, draftId))) composed = withFacts(facts);
    const hand = handOf(tx);
    const next = await this.store.revise(tx, held, {
      composed,
      assets,
      hand,
      contributorIds: [],
      note: null,
    });
    if (hand === 'vendor') await this.signoffs.noteEdits(tx, held, next);
  }

  private departmentOf(tx: Tx, partnershipId: string): Promise<string> {
    return tx.asApp(
      'the facts were gathered for this actor, so it may write for this partnership',
      async () => {
        const partnership = await this.partnerships.facts(tx, partnershipId);
        if (!partnership) throw noSuchPartnership();
        return partnership.departmentId;
      },
    );
  }
}

/** The facts as this text has them, with the disclosure of the terms in force now. */
function frozenFacts(version: TemplateVersion, values: TextValues, live: Facts): Facts {
  const frozen: Facts = {};
  for (const { name, type, fact } of version.fields)
    if (type === 'fact' && fact) frozen[fact] = values[name] ?? null;
  if (disclosureField(version)) frozen['disclosure'] = live['disclosure'] ?? null;
  return frozen;
}
