import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module.js';
import { DepartmentsModule } from './departments/departments.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { OrganisationModule } from './organisation/organisation.module.js';
import { PitchesModule } from './pitches/pitches.module.js';
import { PlatformModule, type PlatformOptions } from './platform/platform.module.js';

/** Every room of the house; wiring only. */
@Module({})
export class AppModule {
  static with(options: PlatformOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(options),
        IdentityModule,
        OrganisationModule,
        AuditModule,
        DepartmentsModule,
        PitchesModule,
      ],
    };
  }
}
