import { PartnershipsService } from '../../src/partnerships/partnerships.service.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { newId } from '../../src/platform/id.js';
import { localDate } from '../../src/platform/local-time.js';
import { RewardsService } from '../../src/rewards/rewards.service.js';
import type { Settled } from '../../src/rewards/settlement.js';
import type { TestApp } from '../support/app.js';

const ZONE = 'America/Chicago';

export interface RewardParents {
  departmentId: string;
  partnershipId: string;
  termsVersionId: string;
  /** Settles the partnership at this many qualifying downloads, as referrals does. */
  settle(qualifying: number): Promise<Settled>;
}

export interface RewardSetting {
  giftPolicy?: object | null;
  shipTo?: object | null;
  terms?: Partial<{
    downloadsPerDevice: number;
    deviceFmvCents: number;
    holdDays: number;
    capDevices: number | null;
    capPer: 'year' | 'term' | null;
  }>;
}

/** A department with an active partnership under the story's terms (20 downloads, one $200 device, no hold). */
export async function buildRewardParents(app: TestApp, setting: RewardSetting = {}): Promise<RewardParents> {
  const rep = await app.as('rep');
  const { giftPolicy = { acceptor: 'council' }, shipTo = { line1: '201 N Pine St', city: 'Pittsburg' } } =
    setting;
  const name = `Department ${newId().slice(-8)}`;
  const department = await rep.post('/api/v1/departments', {
    name,
    kind: 'municipal_police',
    city: 'Pittsburg',
    state: 'KS',
    timeZone: ZONE,
    ...(giftPolicy ? { giftPolicy } : {}),
    ...(shipTo ? { shipTo } : {}),
  });
  if (department.status !== 201) throw new Error(`No department: ${department.text}`);
  const departmentId = department.json.id as string;
  const pitch = await rep.post('/api/v1/pitches', {
    departmentId,
    offer: { downloadsPerDevice: 20, deviceSku: 'BELL-2', deviceFmvCents: 20_000, recipient: 'department' },
  });
  const today = (tx: { now: Date }): string => localDate(tx.now, ZONE);
  const uow = app.get(UnitOfWork);
  const opened = await uow.run(SYSTEM, async (tx) => {
    const partnerships = app.get(PartnershipsService);
    const partnership = await partnerships.open(tx, {
      departmentId,
      pitchId: pitch.json.id as string,
      signedOn: '2019-02-28',
      endsOn: '2020-02-28',
      terms: {
        form: 'device',
        downloadsPerDevice: 20,
        creditCents: null,
        deviceSku: 'BELL-2',
        deviceFmvCents: 20_000,
        holdDays: 0,
        capDevices: null,
        capPer: null,
        ...setting.terms,
      },
    });
    await partnerships.activate(tx, partnership.id, '2019-02-28');
    return partnership;
  });
  const { id: partnershipId, termsVersionId } = opened;
  const settle = (qualifying: number): Promise<Settled> =>
    uow.run(SYSTEM, async (tx) => {
      const decidedOn = today(tx);
      const perTerms = [{ termsVersionId, qualifying }];
      const [settled] = await app
        .get(RewardsService)
        .settle(tx, [{ partnershipId, departmentId, perTerms, decidedOn }]);
      return settled as Settled;
    });
  return { departmentId, partnershipId, termsVersionId, settle };
}
