import { defineEvent } from '../../platform/events/define-event.js';

export interface StockMovement {
  sku: string;
  number: number;
  kind: string;
  units: number;
  onHand: number;
}

export const StockMoved = defineEvent<StockMovement>('stock.moved', { recordOnly: true });
export const ReorderLevelSet = defineEvent<{ sku: string; reorderLevel: number }>('stock.reorder_level_set', {
  recordOnly: true,
});

/** What is free of a SKU has fallen to its reorder level; fulfilment is told by mail, once for each fall. */
export const StockFellLow = defineEvent<{
  sku: string;
  onHand: number;
  promised: number;
  free: number;
  reorderLevel: number;
}>('stock.fell_low');
