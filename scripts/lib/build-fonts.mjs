/**
 * Copies the faces of printed documents into dist/fonts: the same two families as on the pages, as static files, because
 * the typesetter reads neither compressed nor variable ones.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inProject } from './project.mjs';

const FACES = [
  'inter/400Regular/Inter_400Regular.ttf',
  'inter/700Bold/Inter_700Bold.ttf',
  'source-serif-4/400Regular/SourceSerif4_400Regular.ttf',
];

export function buildFonts(outDir = inProject('dist')) {
  mkdirSync(join(outDir, 'fonts'), { recursive: true });
  for (const face of FACES) {
    const from = inProject('node_modules', '@expo-google-fonts', face);
    const to = join(outDir, 'fonts', basename(face));
    if (existsSync(to) && readFileSync(to).equals(readFileSync(from))) continue;
    const fresh = `${to}.${process.pid}.new`;
    copyFileSync(from, fresh);
    renameSync(fresh, to);
  }
}
