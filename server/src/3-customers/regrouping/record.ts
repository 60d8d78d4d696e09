/** A record as the regrouping sees it. */
export interface RegroupRecord {
  readonly id: string;
  readonly customerId: string;
  /** The customer that it makes on its own. */
  readonly ownCustomerId: string;
  /** `kind:value`, everything it ever stated and that still stands; `bond:id` for what staff joined. */
  readonly identifiers: readonly string[];
  /** Set by staff about the customer that it has as its own: it goes where that customer's records go. */
  readonly byHand: boolean;
}
