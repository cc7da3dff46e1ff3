import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DepartmentsModule } from '../departments/departments.module.js';
import { PitchesModule } from '../pitches/pitches.module.js';
import { ColumnsController } from './columns.controller.js';
import { DataImport } from './data-import.entity.js';
import { DepartmentImportsApiController } from './department-imports.api.controller.js';
import { ImportApplier } from './import-applier.js';
import { ImportChecker } from './import-checker.js';
import { ImportReverser } from './import-reverser.js';
import { ImportSweep } from './import-sweep.js';
import { ImportsCli } from './imports.cli.js';
import { ImportsController } from './imports.controller.js';
import { ImportsQueries } from './imports.queries.js';
import { ImportsService } from './imports.service.js';
import { Intakes } from './intakes.js';
import { RememberedColumns } from './remembered-columns.js';
import { SettlingController } from './settling.controller.js';
import { SettlingService } from './settling.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([DataImport]), DepartmentsModule, PitchesModule],
  controllers: [DepartmentImportsApiController, ImportsController, ColumnsController, SettlingController],
  providers: [
    ImportsService,
    ImportsQueries,
    SettlingService,
    RememberedColumns,
    Intakes,
    ImportChecker,
    ImportApplier,
    ImportReverser,
    ImportSweep,
    ImportsCli,
  ],
})
export class ImportsModule {}
