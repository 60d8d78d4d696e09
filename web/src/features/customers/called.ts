/** What is known of somebody that he can be called by; contact data as they are shown, masked. */
export interface Called {
  readonly name: string | null;
  readonly account: string | null;
  readonly phone?: string | null | undefined;
  readonly email?: string | null | undefined;
}

/** What a customer is called: the name, else the account, else phone or e-mail, else `unnamed`. */
export function calledBy({ name, account, phone, email }: Called, unnamed: string): string {
  return name ?? account ?? phone ?? email ?? unnamed;
}
