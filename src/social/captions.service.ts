import { Injectable } from '@nestjs/common';
import { type Caption, captionFor, type CaptionPiece } from './captions.js';
import { networkRules } from './network-rules.js';

export type { Caption, CaptionPiece } from './captions.js';

/** Captions for the rooms above. */
@Injectable()
export class CaptionsService {
  /** One text as it goes onto each network, in the order of the rules file. */
  captions(pieces: readonly CaptionPiece[], link: string | null): Caption[] {
    return networkRules().networks.map((rule) => captionFor(rule, pieces, link));
  }
}

/** What people call each network, by its key. */
export function networkNames(): ReadonlyMap<string, string> {
  return new Map(networkRules().networks.map(({ key, name }) => [key, name]));
}
