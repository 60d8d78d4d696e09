import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useCanGoBack, useNavigate, useRouter } from '@tanstack/react-router';
import type { Product } from '@zhike/server/contracts';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { statusOf } from '../../../api/problem.ts';
import { formatDate, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Icon } from '../../../ui/icon.tsx';
import { useKeys } from '../../../ui/keys/keys.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { ProductAssociations } from '../../suggestions/product-associations.tsx';
import { productQuery } from '../api.ts';
import { ImagesSection } from '../images-section.tsx';
import { ListingSection } from '../listing-section.tsx';
import { PricesSection } from '../prices-section.tsx';
import { EditProduct } from '../product-form.tsx';
import { PriceText, StateMark, Thumb } from '../product-marks.tsx';
import '../product-page.css';
import { SkuSection } from '../sku-section.tsx';

const route = getRouteApi('/shell/products/$productId');

/** Back to the list one came from, at the same row; to the list of all when one came from elsewhere. */
function useBack(): () => void {
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const navigate = useNavigate();
  return () => {
    if (canGoBack) {
      router.history.back();
    } else {
      void navigate({ to: '/products', search: {} });
    }
  };
}

/** `e` opens the form of the facts, Escape goes back. */
function usePageKeys({ back, edit }: { readonly back: () => void; readonly edit: () => void }): void {
  const { t } = useTranslation();
  useKeys([
    { id: 'back', keys: 'Escape', label: t('keys.back'), group: 'page', run: back },
    { id: 'edit', keys: 'e', label: t('keys.editProduct'), group: 'page', run: edit },
  ]);
}

function ProductHead({ product }: { readonly product: Product }) {
  const { t } = useTranslation();
  const { category } = product;
  return (
    <header className="product-head">
      <Thumb imageId={product.imageId} size={72} />
      <div className="product-head-text">
        <div className="product-head-title">
          <h1>{product.name}</h1>
          <StateMark state={product.state} />
          {product.isOneTime ? <span className="change-mark small">{t('products.oneTime')}</span> : null}
        </div>
        <div className="product-head-facts">
          <span className="figures">{product.code}</span>
          {product.brand === null ? null : <span>{product.brand.name}</span>}
          {category === null ? null : (
            <Link to="/products" search={{ category: category.id }}>
              {category.path.join(' / ')}
            </Link>
          )}
          <PriceText product={product} />
        </div>
      </div>
    </header>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  const isEmpty = children === null || children === '';
  return (
    <div className="product-fact">
      <dt>{label}</dt>
      <dd>{isEmpty ? <span className="quiet">{t('products.form.none')}</span> : children}</dd>
    </div>
  );
}

function FactsSections({ product, onEdit }: { readonly product: Product; readonly onEdit: () => void }) {
  const { t } = useTranslation();
  const edit = product.can.write ? (
    <Button size="small" onClick={onEdit}>
      {t('products.edit')}
    </Button>
  ) : null;
  const keys = product.keys.filter((key) => key.kind === 'product').map((key) => `${key.source} ${key.key}`);
  return (
    <>
      <Section title={t('products.facts')} {...(edit === null ? {} : { actions: edit })}>
        <dl className="product-facts">
          <Fact label={t('products.form.kind')}>{product.kind}</Fact>
          <Fact label={t('products.form.stock')}>{formatNumber(product.stock, currentLocale())}</Fact>
          <Fact label={t('products.form.material')}>{product.material}</Fact>
          <Fact label={t('products.form.style')}>{product.style}</Fact>
          <Fact label={t('products.price')}>
            <PriceText product={product} />
          </Fact>
          <Fact label={t('products.form.targetGroup')}>{product.targetGroup}</Fact>
        </dl>
      </Section>
      <Section title={t('products.more')}>
        <dl className="product-facts is-wide">
          <Fact label={t('products.form.description')}>{product.description}</Fact>
          <Fact label={t('products.form.supplier')}>{product.supplier}</Fact>
          <Fact label={t('products.created')}>{formatDate(product.createdAt)}</Fact>
          {keys.length === 0 ? null : <Fact label={t('products.keys')}>{keys.join(' · ')}</Fact>}
        </dl>
      </Section>
    </>
  );
}

/** One product: its facts, SKUs, pictures, prices, and how far it is on its way to the shelf. */
export function ProductPage() {
  const { t } = useTranslation();
  const { productId } = route.useParams();
  const product = useQuery(productQuery(productId));
  const back = useBack();
  const [isEditing, setIsEditing] = useState(false);
  const canWrite = product.data?.can.write === true;
  usePageKeys({ back, edit: () => setIsEditing(canWrite) });
  const isGone = statusOf(product.error) === 404 || statusOf(product.error) === 400;
  const title = product.data?.name ?? t('products.title');
  return (
    <Page title={title} isHeadless>
      <div className="product-back">
        <button type="button" className="icon-button" onClick={back}>
          <Icon name="back" />
          {t('common.back')}
        </button>
      </div>
      {product.isPending ? <Skeleton shape="lines" /> : null}
      {product.isError && isGone ? <Empty isPage icon="goods" title={t('products.gone')} /> : null}
      {product.isSuccess || isGone ? null : <h1 className="visually-hidden">{title}</h1>}
      {product.isError && !isGone ? <Failure error={product.error} onRetry={() => void product.refetch()} /> : null}
      {product.isSuccess ? (
        <>
          <ProductHead product={product.data} />
          <div className="product-page">
            <div>
              <FactsSections product={product.data} onEdit={() => setIsEditing(true)} />
              <SkuSection product={product.data} />
              <PricesSection product={product.data} what="price" />
              {product.data.can.costs ? <PricesSection product={product.data} what="cost" /> : null}
            </div>
            <div>
              <ListingSection product={product.data} />
              <ImagesSection product={product.data} />
              <ProductAssociations productId={productId} />
            </div>
          </div>
          {isEditing ? <EditProduct product={product.data} onClose={() => setIsEditing(false)} /> : null}
        </>
      ) : null}
    </Page>
  );
}
