import { Module } from '@nestjs/common';
import { AuditSealer } from './audit-sealer.js';
import { AuditVerification } from './audit-verification.js';
import { VerifyCommand } from './verify.command.js';

/** The tamper-evident trail over domain_event. */
@Module({ providers: [AuditSealer, AuditVerification, VerifyCommand] })
export class AuditModule {}
