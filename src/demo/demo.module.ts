import { Module } from '@nestjs/common';
import { DemoCommands } from './demo.commands.js';
import { DemoController } from './demo.controller.js';
import { DemoService } from './demo.service.js';
import { DemoViewer } from './demo-viewer.service.js';
import { InjectDesk } from './inject-desk.js';

/** The demo: a story played through the product's own API into an empty installation. */
@Module({ controllers: [DemoController], providers: [DemoService, DemoViewer, DemoCommands, InjectDesk] })
export class DemoModule {}
