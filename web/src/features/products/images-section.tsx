import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Product } from '@zhike/server/contracts';
import { Button } from 'antd';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { imageAddress, PRODUCT_KEYS, requestImage, requestImageOrder, requestImageRemoval } from './api.ts';
import './images-section.css';

const TYPES: readonly string[] = ['image/png', 'image/jpeg', 'image/webp'];
const MAX_BYTES = 5 * 1024 ** 2;

/** Pictures of a product: dropped or chosen, the first one stands for the product. */
export function ImagesSection({ product }: { readonly product: Product }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [removing, setRemoving] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: PRODUCT_KEYS });
  const order = useMutation({ mutationFn: (ids: string[]) => requestImageOrder(product.id, ids), onSettled: refresh });
  const { images, can } = product;
  const makeFirst = (id: string): void =>
    order.mutate([id, ...images.map((image) => image.id).filter((other) => other !== id)]);
  return (
    <Section title={t('products.images')} note={images.length}>
      {images.length === 0 ? null : (
        <ul className="picture-list">
          {images.map((image, index) => (
            <li key={image.id}>
              <img
                src={imageAddress(image.id)}
                alt={t('products.image', { place: index + 1, count: images.length })}
                width={image.width}
                height={image.height}
                loading="lazy"
              />
              <span className="picture-actions small">
                {index === 0 ? <span className="quiet">{t('products.imageMain')}</span> : null}
                {can.write && index > 0 ? (
                  <Button type="link" size="small" onClick={() => makeFirst(image.id)}>
                    {t('products.imageFirst')}
                  </Button>
                ) : null}
                {can.write ? (
                  <Button type="link" size="small" onClick={() => setRemoving(image.id)}>
                    {t('products.imageRemove')}
                  </Button>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      )}
      {order.isError ? <Failure error={order.error} /> : null}
      {can.write ? <PictureDrop productId={product.id} onDone={refresh} /> : null}
      {removing === null ? null : (
        <RemoveDialog productId={product.id} imageId={removing} onClose={() => setRemoving(null)} onDone={refresh} />
      )}
    </Section>
  );
}

interface PictureDropProps {
  readonly productId: string;
  readonly onDone: () => Promise<void>;
}

function PictureDrop({ productId, onDone }: PictureDropProps) {
  const { t } = useTranslation();
  const [isOver, setIsOver] = useState(false);
  const [share, setShare] = useState(0);
  const [fault, setFault] = useState<string | null>(null);
  const upload = useMutation({
    mutationFn: async (files: readonly File[]) => {
      for (const file of files) {
        setShare(0);
        // One after the other: their order is the order on the page.
        await requestImage(productId, file, setShare);
      }
    },
    onSettled: onDone,
  });
  const take = (files: readonly File[]): void => {
    const isOther = files.some((file) => !TYPES.includes(file.type));
    const isLarge = files.some((file) => file.size > MAX_BYTES);
    setFault(isOther ? t('products.imagesType') : isLarge ? t('products.imagesLarge') : null);
    upload.reset();
    if (!isOther && !isLarge && files.length > 0) {
      upload.mutate(files);
    }
  };
  return (
    <div>
      <div
        className={isOver ? 'picture-drop is-over' : 'picture-drop'}
        onDragOver={(event: DragEvent) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          setIsOver(false);
          take([...event.dataTransfer.files]);
        }}
      >
        <input
          type="file"
          multiple
          accept={TYPES.join(',')}
          aria-label={t('products.imagesDrop')}
          onChange={(event) => {
            take([...(event.target.files ?? [])]);
            // The same file again is a choice too.
            event.target.value = '';
          }}
        />
        <Icon name="upload" size={20} />
        <strong>
          {upload.isPending
            ? t('products.imagesBusy', { share: formatShare(share, currentLocale()) })
            : t(isOver ? 'products.imagesDropNow' : 'products.imagesDrop')}
        </strong>
        <span className="quiet small">{t('products.imagesNote')}</span>
      </div>
      <p className="picture-fault" aria-live="polite">
        {fault}
      </p>
      {upload.isError ? <Failure error={upload.error} /> : null}
    </div>
  );
}

function RemoveDialog(props: {
  readonly productId: string;
  readonly imageId: string;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: () => requestImageRemoval(props.productId, props.imageId),
    onSuccess: async () => {
      await props.onDone();
      props.onClose();
    },
  });
  return (
    <Dialog label={t('products.imageRemoveTitle')} onClose={props.onClose}>
      <div className="dialog-content">
        <img className="picture-preview" src={imageAddress(props.imageId)} alt="" />
        <p>{t('products.imageRemoveBody')}</p>
        {remove.isError ? <Failure error={remove.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button danger type="primary" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('products.imageRemove')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
