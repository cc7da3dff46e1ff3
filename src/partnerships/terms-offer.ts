import type { TermsDto } from './partnerships.dto.js';
import { termsInvalid } from './partnerships.errors.js';
import { creditPerDownload, type TermsOffer } from './terms.js';

/** The terms as kept, from the terms as sent. Throws 422 `terms_invalid` when a credit does not add up to the device. */
export function termsOffer(dto: TermsDto): TermsOffer {
  const { downloadsPerDevice, deviceSku, deviceFmvCents, holdDays } = dto;
  const form = dto.form ?? 'device';
  let creditCents: number | null = null;
  if (form === 'credit') {
    creditCents = creditPerDownload(deviceFmvCents, downloadsPerDevice, dto.creditCents) ?? null;
    if (creditCents === null)
      throw termsInvalid(
        'creditCents',
        'The credit does not reach the device’s price in that many downloads. Change the credit or the downloads per device.',
      );
  } else if (dto.creditCents !== undefined) {
    throw termsInvalid(
      'creditCents',
      'A credit per download belongs to the credit form. Choose the form credit or leave it out.',
    );
  }
  return {
    form,
    downloadsPerDevice,
    creditCents,
    deviceSku,
    deviceFmvCents,
    holdDays,
    capDevices: dto.cap?.devices ?? null,
    capPer: dto.cap?.per ?? null,
  };
}
