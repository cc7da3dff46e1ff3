import { objectsOf, type PdfObject } from '../support/pdf-objects.js';

/** An element of the structure tree: its kind, what else it says, and the elements in it. */
interface Element {
  kind: string;
  head: string;
  inside: Element[];
}

/**
 * What a PDF lacks of PDF/UA-1 (ISO 14289-1) as far as its objects tell without a reader: that it is marked as tagged, says so, its title and
 * its language; a structure tree that holds everything its pages show; headings in order, words for each figure, heads for each table;
 * fonts that are embedded and can be read out. Empty when nothing is missing. For files whose objects are not packed together.
 */
export function pdfUaFaults(pdf: Buffer): string[] {
  const objects = objectsOf(pdf);
  const catalog = [...objects.values()].find(({ head }) => head.includes('/Type /Catalog'))?.head ?? '';
  const about = objects.get(numberAfter(catalog, 'Metadata'))?.stream ?? '';
  const title = (/<dc:title>([\s\S]*?)<\/dc:title>/.exec(about)?.[1] ?? '').replace(/<[^>]*>/g, '');
  const tree = treeOf(objects, numberAfter(catalog, 'StructTreeRoot'));
  return [
    ...(/\/MarkInfo <<[^>]*\/Marked true/.test(catalog) ? [] : ['it is not marked as tagged']),
    ...(/\/Lang \([a-z]{2,3}(-[A-Za-z0-9]+)*\)/.test(catalog) ? [] : ['it has no language']),
    ...(catalog.includes('/DisplayDocTitle true') ? [] : ['its title is not shown']),
    ...(title.trim() ? [] : ['it has no title']),
    ...(about.includes('<pdfuaid:part>1<') ? [] : ['it does not say that it is PDF/UA-1']),
    ...faultsOfElements(tree.elements),
    ...faultsOfPages(objects, tree.marks),
    ...faultsOfFonts(objects),
  ];
}

const numberAfter = (head: string, key: string): number =>
  Number(new RegExp(`/${key} (\\d+) 0 R`).exec(head)?.[1] ?? 0);

/** The tree from its root, and which marked pieces of which page stand in it. */
function treeOf(objects: Map<number, PdfObject>, root: number) {
  const marks = new Set<string>();
  const walk = (number: number): Element[] => {
    const head = objects.get(number)?.head ?? '';
    const kids = /\/K (\[[^\]]*\]|\d+ 0 R|\d+|<<[\s\S]*?>>)/.exec(head)?.[1] ?? '';
    const page = numberAfter(head, 'Pg');
    for (const [, mark] of kids.matchAll(/\/MCID (\d+)/g)) marks.add(`${page} ${mark}`);
    const plain = kids.replace(/<<[\s\S]*?>>/g, ' ');
    for (const [mark] of plain.replace(/\d+ 0 R/g, ' ').matchAll(/\d+/g)) marks.add(`${page} ${mark}`);
    const inside = [...plain.matchAll(/(\d+) 0 R/g)].flatMap(([, kid]) => walk(Number(kid)));
    const kind = /\/S \/(\w+)/.exec(head)?.[1];
    return head.includes('/Type /StructElem') && kind ? [{ kind, head, inside }] : inside;
  };
  return { elements: root > 0 ? walk(root) : [], marks };
}

function faultsOfElements(elements: Element[]): string[] {
  const all: Element[] = [];
  const collect = (element: Element): void => {
    all.push(element);
    element.inside.forEach(collect);
  };
  elements.forEach(collect);
  if (all.length === 0) return ['it has no structure tree'];
  const levels = all.flatMap(({ kind }) => (/^H[1-6]$/.test(kind) ? [Number(kind[1])] : []));
  const skipped = levels.some((level, at) => level > (levels[at - 1] ?? 0) + 1);
  const silent = all.filter(
    ({ kind, head }) => kind === 'Figure' && !/\/(Alt|ActualText) (\([^)]|<[0-9A-F])/.test(head),
  );
  const holds = (element: Element, kind: string): boolean =>
    element.inside.some((one) => one.kind === kind || holds(one, kind));
  const headless = all.filter((element) => element.kind === 'Table' && !holds(element, 'TH'));
  const loose = all.filter(({ kind, inside }) => kind === 'L' && inside.some((one) => one.kind !== 'LI'));
  return [
    ...(elements.length === 1 && elements[0]?.kind === 'Document' ? [] : ['its tree is no document']),
    ...(levels.length > 0 ? [] : ['it has no heading']),
    ...(skipped ? ['a level of its headings is left out'] : []),
    ...silent.map(() => 'a figure has no words for who cannot see it'),
    ...headless.map(() => 'a table has no heads'),
    ...loose.map(() => 'a list holds what is no item'),
  ];
}

/** Everything a page shows stands in a marked piece, and every such piece in the tree. */
function faultsOfPages(objects: Map<number, PdfObject>, marks: ReadonlySet<string>): string[] {
  return [...objects].flatMap(([number, { head }]) => {
    if (!/\/Type \/Page\b(?!s)/.test(head)) return [];
    const content = withoutStrings(objects.get(numberAfter(head, 'Contents'))?.stream ?? '');
    const inTree = [...content.matchAll(/\/MCID (\d+)/g)].every(([, mark]) => marks.has(`${number} ${mark}`));
    let depth = 0;
    let bare = false;
    for (const [word] of content.matchAll(/\b(BDC|BMC|EMC|TJ|Tj|Do)\b/g)) {
      if (word === 'BDC' || word === 'BMC') depth += 1;
      else if (word === 'EMC') depth -= 1;
      else bare ||= depth === 0;
    }
    return [
      ...(head.includes('/StructParents ') ? [] : ['a page does not name its tags']),
      ...(head.includes('/Annots') && !head.includes('/Tabs /S')
        ? ['a page is not read in the order of its tags']
        : []),
      ...(inTree ? [] : ['a piece of a page stands in no element']),
      ...(bare || content === '' ? ['a page shows what is not tagged'] : []),
    ];
  });
}

function faultsOfFonts(objects: Map<number, PdfObject>): string[] {
  const heads = [...objects.values()].map(({ head }) => head);
  const mute = heads.filter((head) => head.includes('/Subtype /Type0') && !head.includes('/ToUnicode '));
  const missing = heads.filter(
    (head) => head.includes('/Type /FontDescriptor') && !/\/FontFile[23]? /.test(head),
  );
  return [...mute.map(() => 'a font cannot be read out'), ...missing.map(() => 'a font is not embedded')];
}

/** Page content with its strings, which may hold any word, taken out. */
function withoutStrings(content: string): string {
  let kept = '';
  let depth = 0;
  for (let at = 0; at < content.length; at++) {
    const letter = content[at];
    if (letter === '\\') at += 1;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (depth === 0) kept += letter;
  }
  return kept;
}
