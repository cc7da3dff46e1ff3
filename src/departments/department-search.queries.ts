import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { DepartmentKind } from './department-kinds.js';
import { type Alternatives, candidates, keyOf, type Narrowing } from './department-search.sql.js';
import { rankDepartments } from './search-rank.js';
import { type Reading, readSearch } from './search-terms.js';
import { closestWords, slipsAllowed, WRITTEN_OUT } from './search-words.js';

/** A department that was found, with what a reader tells it apart by. */
export interface FoundDepartment {
  id: string;
  /** The name that was matched: of a merged department, its former own. */
  searchName: string;
  ori: string | null;
  name: string;
  kind: DepartmentKind;
  city: string | null;
  county: string | null;
  state: string;
  partnershipState: string | null;
  partnered: boolean;
  /** Its open pitch, else its latest, if the reader may see it. */
  pitchId: string | null;
  pitchStage: string | null;
  openPitch: boolean;
}

/** The department with those merged into it, whose rows stay where they were written: one probe of a small index. */
const FAMILY = `array(select m.id from department m where m.merged_into_id = d.id) || d.id`;

/** Seen by the reader through row-level security: a pitch outside a rep's reach is not there. */
const SHOWN = `select n.search_name as "searchName", d.id, d.ori, d.name, d.kind, d.city, d.county, d.state,
    a.state as "partnershipState", coalesce(a.state <> 'ended', false) as partnered,
    p.id as "pitchId", p.stage as "pitchStage", coalesce(p.closed_on is null and p.id is not null, false) as "openPitch"
  from narrowed n
  join department f on f.id = n.id
  join department d on d.id = coalesce(f.merged_into_id, f.id)
  cross join lateral (select ${FAMILY} as ids) family
  left join lateral (select state from partnership where department_id = any (family.ids)
    order by recorded_at desc, id desc limit 1) a on true
  left join lateral (select id, stage, closed_on from pitch where department_id = any (family.ids)
    order by (closed_on is null) desc, id desc limit 1) p on true`;

const LISTED = `select n.search_name as "searchName", d.id, d.kind, d.city, d.county, d.state,
    exists (select from partnership where department_id = any (family.ids) and state <> 'ended') as partnered,
    exists (select from pitch where department_id = any (family.ids) and closed_on is null) as "openPitch"
  from narrowed n
  join department f on f.id = n.id
  join department d on d.id = coalesce(f.merged_into_id, f.id)
  cross join lateral (select ${FAMILY} as ids) family`;

const SHOWN_CUT = 48;
const LISTED_CUT = 500;

/** Finding departments by what was typed: the rule of the search box, the command menu and the list. */
@Injectable()
export class DepartmentSearchQueries {
  /** The best matches, with partnership and pitch. An ORI finds its department alone, a merged one's its survivor. */
  async best(tx: Tx, query: string, limit: number): Promise<FoundDepartment[]> {
    const reading = readSearch(query);
    if (reading.ori) {
      const found = await this.byOri(tx, reading.ori);
      if (found.length > 0) return found;
    }
    const rows = await this.asked<FoundDepartment>(tx, reading, SHOWN, { cut: SHOWN_CUT }, true);
    return rows.slice(0, limit);
  }

  /** Ids of the departments that match and meet a further condition, best first; the 500 nearest at most. */
  async ranked(tx: Tx, query: string, narrowing: Omit<Narrowing, 'cut'>): Promise<string[]> {
    const reading = readSearch(query);
    if (reading.ori) {
      const found = await this.byOri(tx, reading.ori);
      if (found.length > 0) return found.map(({ id }) => id);
    }
    const rows = await this.asked<FoundDepartment>(
      tx,
      reading,
      LISTED,
      { ...narrowing, cut: LISTED_CUT },
      narrowing.where === undefined,
    );
    return rows.map(({ id }) => id);
  }

  private byOri(tx: Tx, ori: string): Promise<FoundDepartment[]> {
    return tx.prepared<FoundDepartment>(
      `with narrowed as (select id, search_name from department where ori = $1) ${SHOWN}`,
      [ori],
    );
  }

  /** First as it was typed; only when nothing is found, with the slips of the hand mended. */
  private async asked<R extends FoundDepartment>(
    tx: Tx,
    reading: Reading,
    select: string,
    narrowing: Narrowing,
    often: boolean,
  ): Promise<R[]> {
    if (reading.meanings.length === 0) return [];
    const ask = async (alternatives?: Alternatives): Promise<R[]> => {
      const { sql, params } = candidates(reading, { ...narrowing, alternatives });
      return often ? tx.prepared<R>(`${sql} ${select}`, params) : tx.query<R>(`${sql} ${select}`, params);
    };
    // A plan for these shapes takes longer to make than to run, and one suits all values.
    if (often) await tx.planOnce();
    const found = await ask();
    const ranked = rankDepartments(reading, found);
    if (ranked.asTyped) return ranked.rows;
    const alternatives = await this.mended(tx, reading);
    if (!alternatives) return ranked.rows;
    return rankDepartments(reading, [...found, ...(await ask(alternatives))]).rows;
  }

  /**
   * For each word, the words of names it was probably meant to be; none for a word that is like no other, which is then
   * left out. Undefined when no word is like any.
   */
  private async mended(tx: Tx, reading: Reading): Promise<Alternatives | undefined> {
    const wanted = reading.meanings.flatMap((meaning) => [
      ...meaning.telling.map((word, i) => ({
        word,
        state: meaning.state,
        last: i === meaning.telling.length - 1,
      })),
    ]);
    const joined = reading.meanings
      .filter(({ telling }) => telling.length === 2)
      .map(({ telling, state }) => ({ word: telling.join(''), state, last: true }));
    if (wanted.length === 0) return undefined;
    const asked = [...wanted, ...joined];
    await tx.prepared(`select set_config('pg_trgm.similarity_threshold', '0.25', true)`);
    const typed = [...new Set(asked.map(({ word }) => word))];
    const alike = await tx.prepared<{ typed: string; word: string; states: string[] }>(
      `select u.word as typed, w.word, w.states from unnest($1::text[]) u (word)
        cross join lateral (select word, array_agg(state) as states from search_word where word % u.word
          group by word order by similarity(word, u.word) desc, word limit 100) w`,
      [typed],
    );
    const alternatives: Alternatives = new Map();
    for (const one of asked) {
      const words = alike
        .filter((row) => row.typed === one.word && (one.state === null || row.states.includes(one.state)))
        .map(({ word }) => word);
      // A word that is right may still be a slip for another: lists of names have misprints, too.
      const others = [
        ...words.filter((word) => word !== one.word),
        ...WRITTEN_OUT.map(([written]) => written),
      ];
      const close = [
        ...words.filter((word) => word === one.word),
        ...(slipsAllowed(one.word) > 0 ? closestWords(one.word, others, one.last) : []),
      ];
      const indexed = close.map((word) => WRITTEN_OUT.find(([written]) => written === word)?.[1] ?? word);
      alternatives.set(keyOf(one.word, one.state), indexed);
    }
    // Two words that are one in the name ("mc pherson").
    for (const { word, state } of joined) {
      const whole = alternatives.get(keyOf(word, state)) ?? [];
      const meaning = reading.meanings.find((one) => one.state === state && one.telling.join('') === word);
      if (!whole.includes(word) || !meaning) continue;
      for (const part of meaning.telling) alternatives.set(keyOf(part, state), [word]);
    }
    return [...alternatives.values()].some((words) => words.length > 0) ? alternatives : undefined;
  }
}
