import { randomUUID } from 'node:crypto';
import { DepartmentSearchQueries } from '../../src/departments/department-search.queries.js';
import { normaliseName } from '../../src/departments/department-name.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { TestApp } from './app.js';

/** What people type, and the department they mean: it stands first, in the real list as in the small one below. */
export const SEARCHES: [typed: string, meant: string][] = [
  ['pitsburg ks', 'Pittsburg Police Department KS'],
  ['pittsburg ks', 'Pittsburg Police Department KS'],
  ['Pittsburg KS', 'Pittsburg Police Department KS'],
  ['pittsburg kansas', 'Pittsburg Police Department KS'],
  ['Pittsburg, Kansas', 'Pittsburg Police Department KS'],
  ['Pittsburg, Kan.', 'Pittsburg Police Department KS'],
  ['PD pittsburg ks', 'Pittsburg Police Department KS'],
  ['pittsburg pd ks', 'Pittsburg Police Department KS'],
  ['pittsburg p.d., ks', 'Pittsburg Police Department KS'],
  ['ks pittsburg', 'Pittsburg Police Department KS'],
  ['kansas pittsburg police', 'Pittsburg Police Department KS'],
  ['Pittsburgh KS', 'Pittsburg Police Department KS'],
  ['pittsbrug ks', 'Pittsburg Police Department KS'],
  ['pitsbu ks', 'Pittsburg Police Department KS'],
  ['KS0190100', 'Pittsburg Police Department KS'],
  ['ks0190100', 'Pittsburg Police Department KS'],
  ['pittsburg state', 'Pittsburg State University KS'],
  ['pittsburg university ks', 'Pittsburg State University KS'],
  ['pittsburg univ', 'Pittsburg State University KS'],
  ['pittsburg ca', 'Pittsburg Police Department CA'],
  ['pittsburg calif', 'Pittsburg Police Department CA'],
  ['pittsburg texas', 'Pittsburg Police Department TX'],
  ['pittsburgh pa', 'Pittsburgh Bureau of Police PA'],
  ['pittsburg so', "Pittsburg County Sheriff's Office OK"],
  ['topeka', 'Topeka Police Department KS'],
  ['topkea', 'Topeka Police Department KS'],
  ['tpeka ks', 'Topeka Police Department KS'],
  ['topeka police', 'Topeka Police Department KS'],
  ['topeka fire', 'Topeka Fire Department Arson Investigation KS'],
  ['wheeling wv', 'Wheeling Police Department WV'],
  ['wheeling west virginia', 'Wheeling Police Department WV'],
  ['wheeling, il', 'Wheeling Police Department IL'],
  ['weeling wv', 'Wheeling Police Department WV'],
  ['virginia beach', 'Virginia Beach Police Department VA'],
  ['virgina beach va', 'Virginia Beach Police Department VA'],
  ['kansas city ks', 'Kansas City Police Department KS'],
  ['kansas city mo', 'Kansas City Police Department MO'],
  ['kansas city missouri pd', 'Kansas City Police Department MO'],
  ['portland or', 'Portland Police Department OR'],
  ['portland oregon', 'Portland Police Department OR'],
  ['portland me', 'Portland Police Department ME'],
  ['portland state', 'Portland State University OR'],
  ['porltand or', 'Portland Police Department OR'],
  ['boulder co', 'Boulder Police Department CO'],
  ['boulder county sheriff', "Boulder County Sheriff's Office CO"],
  ['boulder so', "Boulder County Sheriff's Office CO"],
  ['boulder city', 'Boulder City Police Department NV'],
  ['mcpherson', 'McPherson Police Department KS'],
  ['mc pherson ks', 'McPherson Police Department KS'],
  ['mcpherson county sd', "McPherson County Sheriff's Office SD"],
  ['mcphearson ks', 'McPherson Police Department KS'],
  ['fort worth', 'Fort Worth Police Department TX'],
  ['ft worth', 'Fort Worth Police Department TX'],
  ['ft. worth tx', 'Fort Worth Police Department TX'],
  ['forth worth', 'Fort Worth Police Department TX'],
  ['st louis park', 'St. Louis Park Police Department MN'],
  ['saint louis park', 'St. Louis Park Police Department MN'],
  ['st louis mich', 'St. Louis Police Department MI'],
  ['los angeles', 'Los Angeles Police Department CA'],
  ['los angeles county sheriff', "Los Angeles County Sheriff's Office CA"],
  ['los angles pd', 'Los Angeles Police Department CA'],
  ['dona ana', "Dona Ana County Sheriff's Office NM"],
  ['doña ana co', "Dona Ana County Sheriff's Office NM"],
  ['coeur dalene', "Coeur d'Alene Police Department ID"],
  ["coeur d'alene id", "Coeur d'Alene Police Department ID"],
  ['winston-salem', 'Winston-Salem Police Department NC'],
  ['winston salem nc', 'Winston-Salem Police Department NC'],
  ['washington dc', 'Washington Police Department DC'],
  ['philadelphia pa', 'Philadelphia Police Department PA'],
  ['philadelphia pa sheriff', "Philadelphia County Sheriff's Office PA"],
  ['washington county sheriff al', "Washington County Sheriff's Office AL"],
  ['albuqerque', 'Albuquerque Police Department NM'],
  ['cincinatti', 'Cincinnati Police Department OH'],
  ['poughkepsie', 'Poughkeepsie Police Department NY'],
  ['navajo nation', 'Navajo Nation AZ'],
  ['cape coral', 'Cape Coral Police Department FL'],
  ['cape c', 'Cape Coral Police Department FL'],
  ['indiana state univ', 'Indiana State University IN'],
];

/** Those departments and the neighbours they could be taken for: name, state, kind, county, ORI if it is asked for. */
const SMALL_LIST = `
Pittsburg Police Department|KS|municipal_police|Crawford|KS0190100
Pittsburg State University|KS|university|Crawford|KS0190700
Pittsburg Police Department|CA|municipal_police|Contra Costa
Pittsburg Police Department|TX|municipal_police|Camp
Pittsburg County Sheriff's Office|OK|sheriff|Pittsburg
Pittsburgh Bureau of Police|PA|municipal_police|Allegheny
Pittsburgh Park Police|PA|other|Allegheny
Phillipsburg Police Department|KS|municipal_police|Phillips
Topeka Police Department|KS|municipal_police|Shawnee
Topeka Fire Department Arson Investigation|KS|other|Shawnee
Wheeling Police Department|IL|municipal_police|Lake
Wheeling Police Department|WV|municipal_police|Ohio
Virginia Beach Police Department|VA|municipal_police|Virginia Beach City
Colonial Beach Police Department|VA|municipal_police|Westmoreland
Kansas City Police Department|KS|municipal_police|Wyandotte
Kansas City Kansas Community College|KS|university|Wyandotte
Kansas City Police Department|MO|municipal_police|Clay
Dodge City Police Department|KS|municipal_police|Ford
Portland Police Department|OR|municipal_police|Multnomah
Portland State University|OR|university|Multnomah
Portland Police Department|ME|municipal_police|Cumberland
Boulder Police Department|CO|municipal_police|Boulder
Boulder County Sheriff's Office|CO|sheriff|Boulder
Boulder City Police Department|NV|municipal_police|Clark
McPherson Police Department|KS|municipal_police|Mcpherson
McPherson County Sheriff's Office|KS|sheriff|Mcpherson
McPherson County Sheriff's Office|SD|sheriff|Mcpherson
Fort Worth Police Department|TX|municipal_police|Tarrant
St. Louis Park Police Department|MN|municipal_police|Hennepin
St. Louis Police Department|MI|municipal_police|Gratiot
St. Louis Police Department|MO|municipal_police|St Louis
Los Angeles Police Department|CA|municipal_police|Los Angeles
Los Angeles County Sheriff's Office|CA|sheriff|Los Angeles
Dona Ana County Sheriff's Office|NM|sheriff|Dona Ana
Coeur d'Alene Police Department|ID|municipal_police|Kootenai
Winston-Salem Police Department|NC|municipal_police|Forsyth
Winston County Sheriff's Office|AL|sheriff|Winston
Washington Police Department|DC|municipal_police|
Washington County Sheriff's Office|AL|sheriff|Washington
Philadelphia Police Department|PA|municipal_police|Philadelphia
Philadelphia County Sheriff's Office|PA|sheriff|Philadelphia
Albuquerque Police Department|NM|municipal_police|Bernalillo
Cincinnati Police Department|OH|municipal_police|Hamilton
Poughkeepsie Police Department|NY|municipal_police|Dutchess
Navajo Nation|AZ|tribal|
Navajo County Sheriff's Office|AZ|sheriff|Navajo
Cape Coral Police Department|FL|municipal_police|Lee
Indiana State University|IN|university|Vigo`;

/** A county of many departments with shorter names: more than are looked at in one search. */
const CROWDED_COUNTY = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i)).flatMap((letter) =>
  ['Oak', 'Elm', 'Ash'].map((tree) => `${tree}${letter} Police Department|CA|municipal_police|Los Angeles`),
);

/** Enters the small list as it is, without the events a person's entry would leave. */
export async function enterSmallList(app: TestApp): Promise<void> {
  const rows = [...SMALL_LIST.trim().split('\n'), ...CROWDED_COUNTY]
    .map((line) => line.split('|'))
    .map(([name = '', state, kind, county, ori]) => ({
      id: randomUUID(),
      name,
      search_name: normaliseName(name),
      state,
      kind,
      county: county || null,
      ori: ori ?? null,
    }));
  await app.sql(
    `insert into department (id, name, search_name, state, kind, county, ori, time_zone, time_zone_source, created_at, updated_at)
     select id, name, search_name, state, kind, county, ori, 'America/Chicago', 'assumed', now(), now()
       from jsonb_to_recordset($1) as r (id uuid, name text, search_name text, state text, kind text, county text, ori text)
     on conflict (ori) do nothing`,
    [JSON.stringify(rows)],
  );
}

/** Every search whose first hit is not the one that is meant, in the box and in the list. */
export async function searchesGoneAstray(app: TestApp): Promise<string[]> {
  const search = app.get(DepartmentSearchQueries);
  return app.get(UnitOfWork).read(SYSTEM, async (tx) => {
    const astray: string[] = [];
    for (const [typed, meant] of SEARCHES) {
      const [best] = await search.best(tx, typed, 3);
      const [listed] = await search.ranked(tx, typed, {});
      const shown = best ? `${best.name} ${best.state}` : 'nothing';
      if (shown !== meant || (listed && listed !== best?.id)) astray.push(`${typed}: ${shown}, not ${meant}`);
    }
    return astray;
  });
}
