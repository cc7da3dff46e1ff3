import type { Tx } from '../platform/database/tx.js';

/** Unknown SKUs join the catalogue under their own name. In one order, so that two who add the same do not wait in a circle. */
export async function addToCatalogue(
  tx: Tx,
  devices: readonly { deviceSku: string; fmvCents: number | null }[],
): Promise<void> {
  const bySku = new Map(devices.map(({ deviceSku, fmvCents }) => [deviceSku, fmvCents]));
  const skus = [...bySku.keys()].sort();
  if (skus.length === 0) return;
  await tx.query(
    `insert into device_sku (sku, name, fmv_cents, added_at)
     select sku, sku, fmv_cents, $3 from unnest($1::text[], $2::int[]) as d (sku, fmv_cents) on conflict (sku) do nothing`,
    [skus, skus.map((sku) => bySku.get(sku) ?? null), tx.now],
  );
}
