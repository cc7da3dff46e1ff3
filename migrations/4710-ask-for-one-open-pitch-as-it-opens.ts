import type { MigrationInterface, QueryRunner } from 'typeorm';

const ASK = 'for each row when (new.closed_on is null%) execute function liaison_one_open_pitch()';

/**
 * Whether a department's family has another open pitch is asked when a pitch opens, opens again or goes to another department
 * (3060), and no longer each time an open one is moved, which the board does all day and which cannot make it a second.
 */
export class AskForOneOpenPitchAsItOpens4710000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('drop trigger pitch_one_open on pitch');
    await q.query(`create trigger pitch_one_open after insert on pitch ${ASK.replace('%', '')}`);
    const opens = ' and (old.closed_on is not null or new.department_id <> old.department_id)';
    await q.query(
      `create trigger pitch_one_open_again after update of department_id, closed_on on pitch ${ASK.replace('%', opens)}`,
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop trigger pitch_one_open_again on pitch');
    await q.query('drop trigger pitch_one_open on pitch');
    await q.query(
      `create trigger pitch_one_open after insert or update of department_id, closed_on on pitch ${ASK.replace('%', '')}`,
    );
  }
}
