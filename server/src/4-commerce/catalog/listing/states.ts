/** draft: being described · checked: complete, waits for its day · on: sold · off: sold no more. */
export const PRODUCT_STATES = ['draft', 'checked', 'on', 'off'] as const;
export type ProductState = (typeof PRODUCT_STATES)[number];

/** Where a product may go from where it is; the first one is the next step of the work. */
export const NEXT_STATES = {
  draft: ['checked'],
  checked: ['on', 'draft'],
  on: ['off'],
  off: ['on', 'draft'],
} as const satisfies Readonly<Record<ProductState, readonly ProductState[]>>;

/** Whether the step is in the table. */
export function mayMove(from: ProductState, to: ProductState): boolean {
  return (NEXT_STATES[from] as readonly ProductState[]).includes(to);
}

/** States that only a complete product may be in. */
export function needsComplete(state: ProductState): boolean {
  return state === 'checked' || state === 'on';
}
