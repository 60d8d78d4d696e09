/** Classes of ABC and of churn risk, those that matter most first. */
const CLASSES = ['a', 'b', 'c'];
const RISKS = ['high', 'due', 'low'];

/** How much a customer matters who has lost their salesperson: the class first, in it the risk; smaller matters more. */
export function placeOf(customerClass: string | null, risk: string | null): number {
  const at = (all: readonly string[], one: string | null): number => {
    const found = one === null ? -1 : all.indexOf(one);
    return found === -1 ? all.length : found;
  };
  return at(CLASSES, customerClass) * 10 + at(RISKS, risk);
}
