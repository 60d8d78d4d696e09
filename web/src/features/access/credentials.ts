/** What is typed at the door. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

type FaultKey = 'signIn.emailMissing' | 'signIn.emailInvalid' | 'signIn.passwordMissing';

/** Which fields cannot be sent, each with the key of what to say. The server decides whether they are right. */
export function faultsOf(credentials: Credentials): Readonly<Record<keyof Credentials, FaultKey | null>> {
  const email = credentials.email.trim();
  const emailFault =
    email === '' ? 'signIn.emailMissing' : /^[^\s@]+@[^\s@]+$/u.test(email) ? null : 'signIn.emailInvalid';
  return { email: emailFault, password: credentials.password === '' ? 'signIn.passwordMissing' : null };
}
