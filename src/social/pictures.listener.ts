import { Injectable } from '@nestjs/common';
import { OnEvent } from '../platform/events/on-event.js';
import { PicturesService } from './pictures.service.js';
import { PicturesOrdered } from './social.events.js';

/** Draws at once what was ordered; the sweep of `social.draw` heals what was left lying. */
@Injectable()
export class PicturesListener {
  constructor(private readonly pictures: PicturesService) {}

  @OnEvent(PicturesOrdered, { name: 'social.draw-ordered', outside: true })
  async ordered(): Promise<void> {
    await this.pictures.draw();
  }
}
