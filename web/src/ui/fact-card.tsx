import type { ReactNode } from 'react';
import './fact-card.css';

interface FactCardProps {
  /** What it is, usually a link. */
  readonly name: ReactNode;
  /** The facts beside and below it: right, left, right. */
  readonly children: ReactNode;
}

/** A row of a list on a narrow page: its name and up to three facts, two to a line. */
export function FactCard({ name, children }: FactCardProps) {
  return (
    <div className="fact-card">
      <span className="fact-card-name">{name}</span>
      {children}
    </div>
  );
}
