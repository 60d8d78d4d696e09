/** One order line with its order, as it is exported. */
export interface ExportedLine {
  readonly orderId: string;
  readonly number: string;
  readonly source: string;
  readonly kind: string;
  readonly status: string;
  readonly placedAt: Date;
  readonly currency: string;
  readonly totalMinor: number;
  readonly refundedMinor: number;
  readonly region: string | null;
  readonly customerId: string | null;
  readonly lineNo: number | null;
  readonly sku: string | null;
  readonly productName: string | null;
  readonly quantity: string | null;
  readonly unitPrice: string | null;
  readonly amountMinor: number | null;
}
