import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from '../src/platform/database/rls.js';

/**
 * Who is told of what over the web; one message for each subscription and event, with its body as it is sent; and each attempt to
 * deliver it. Of a signing secret there is only the salt. All of it is the vendor's; a claim is a lease, so that a killed worker's
 * message is taken up again.
 */
export class CreateWebhooks4000000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table webhook_subscription (
        id uuid constraint webhook_subscription_pk primary key,
        url text not null,
        event_types text[] not null,
        state text not null,
        disabled_because text,
        disabled_at timestamptz,
        salt text not null,
        previous_salt text,
        previous_until timestamptz,
        failing_since timestamptz,
        created_by_name text not null,
        created_at timestamptz not null,
        constraint webhook_subscription_url_ck check (url ~ '^https?://' and length(url) <= 2000),
        constraint webhook_subscription_types_ck check (cardinality(event_types) > 0),
        constraint webhook_subscription_state_ck check (state in ('active', 'disabled')),
        constraint webhook_subscription_because_ck check (disabled_because in ('by_hand', 'gone', 'failing')),
        constraint webhook_subscription_disabled_ck check (
          (state = 'disabled') = (disabled_because is not null) and (state = 'disabled') = (disabled_at is not null)),
        constraint webhook_subscription_previous_ck check ((previous_salt is null) = (previous_until is null))
      )`);
    await protect(q, 'webhook_subscription', { app: 'select, insert, update' });
    // Asked whenever an event is written, by whoever writes it: most installations tell nobody, and then nothing is queued.
    await q.query(`create function liaison_webhook_wanted(event_type text) returns boolean language sql stable security definer
      set search_path = public as $$ select exists (
        select from webhook_subscription where state = 'active' and event_type = any (event_types)) $$`);

    await q.query(`
      create table webhook_message (
        id uuid constraint webhook_message_pk primary key,
        subscription_id uuid not null constraint webhook_message_subscription_fk references webhook_subscription (id),
        event_id uuid not null constraint webhook_message_event_fk references domain_event (id),
        event_type text not null,
        body text not null,
        state text not null,
        attempts int not null default 0,
        first_attempt_at timestamptz,
        next_attempt_at timestamptz,
        claim uuid,
        claimed_until timestamptz,
        created_at timestamptz not null,
        settled_at timestamptz,
        constraint webhook_message_once_uq unique (subscription_id, event_id),
        constraint webhook_message_body_ck check (octet_length(body) <= 20480),
        constraint webhook_message_state_ck check (state in ('waiting', 'delivered', 'failed')),
        constraint webhook_message_due_ck check ((state = 'waiting') = (next_attempt_at is not null)),
        constraint webhook_message_settled_ck check ((state = 'waiting') = (settled_at is null)),
        constraint webhook_message_claim_ck check ((claim is null) = (claimed_until is null) and (claim is null or state = 'waiting'))
      )`);
    await q.query(`create index webhook_message_due_ix on webhook_message (subscription_id, next_attempt_at, id)
      where state = 'waiting'`);
    await q.query(`create index webhook_message_failed_ix on webhook_message (subscription_id, created_at)
      where state = 'failed'`);
    await q.query(
      `create index webhook_message_age_ix on webhook_message (created_at) where state <> 'waiting'`,
    );
    await q.query('create index webhook_message_event_ix on webhook_message (event_id)');
    await protect(q, 'webhook_message', { app: 'select, insert, update, delete' });

    await q.query(`
      create table webhook_attempt (
        id uuid constraint webhook_attempt_pk primary key,
        message_id uuid not null constraint webhook_attempt_message_fk references webhook_message (id) on delete cascade,
        subscription_id uuid not null constraint webhook_attempt_subscription_fk references webhook_subscription (id),
        number int not null,
        outcome text not null,
        status int,
        duration_ms int,
        reason text,
        started_at timestamptz not null,
        constraint webhook_attempt_number_uq unique (message_id, number),
        constraint webhook_attempt_outcome_ck check (outcome in ('sending', 'delivered', 'gone', 'refused', 'unanswered', 'lost')),
        constraint webhook_attempt_reason_ck check (length(reason) <= 200)
      )`);
    await q.query('create index webhook_attempt_log_ix on webhook_attempt (subscription_id, id desc)');
    await protect(q, 'webhook_attempt', { app: 'select, insert, update, delete' });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop function liaison_webhook_wanted(text)');
    await q.query('drop table webhook_attempt, webhook_message, webhook_subscription');
  }
}
