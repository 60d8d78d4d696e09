import { Link } from '@tanstack/react-router';
import { useMay } from '../../app/use-me.ts';
import { MiddleText } from '../../ui/parts.tsx';
import type { SuggestedProduct } from './api.ts';

/** A product by its name; a way to its page for those who may open it. */
export function ProductLink({ product }: { readonly product: SuggestedProduct }) {
  const may = useMay();
  const name = <MiddleText text={product.name} max={36} />;
  return may('products.read') ? (
    <Link to="/products/$productId" params={{ productId: product.id }}>
      {name}
    </Link>
  ) : (
    <span>{name}</span>
  );
}
