import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { initialsOf } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Failure } from '../../ui/states.tsx';
import { pictureAddress, pictureQuery, requestPicture, requestPictureRemoval } from './api.ts';
import './portrait.css';

const TYPES = ['image/png', 'image/jpeg', 'image/webp'];
const SIDE = 320;

/** A square from the middle of a picture, small enough to be kept; null for what is no picture. */
async function toSquare(file: File): Promise<Blob | null> {
  const bitmap = TYPES.includes(file.type) ? await createImageBitmap(file).catch(() => null) : null;
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (bitmap === null || pen === null) {
    return null;
  }
  const side = Math.min(bitmap.width, bitmap.height);
  canvas.width = SIDE;
  canvas.height = SIDE;
  pen.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  bitmap.close();
  return new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', 0.85);
  });
}

/** The picture of a customer, else initials; whoever may change customers may put one there or take it away. */
export function Picture({ customerId, name }: { readonly customerId: string; readonly name: string | null }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isWrong, setWrong] = useState(false);
  const answer = useQuery(pictureQuery(customerId));
  const refresh = () => client.invalidateQueries({ queryKey: pictureQuery(customerId).queryKey });
  const put = useMutation({
    mutationFn: async (file: File) => {
      const square = await toSquare(file);
      setWrong(square === null);
      return square === null ? null : requestPicture(customerId, square);
    },
    onSuccess: refresh,
  });
  const remove = useMutation({ mutationFn: () => requestPictureRemoval(customerId), onSuccess: refresh });
  const picture = answer.data?.picture ?? null;
  return (
    <div className="portrait-picture">
      <span className="portrait-face">
        {picture !== null ? (
          <img src={pictureAddress(picture.id)} alt={t('portrait.pictureOf', { name: name ?? '' })} />
        ) : name === null ? (
          <Icon name="person" size={28} />
        ) : (
          <span aria-hidden="true">{initialsOf(name)}</span>
        )}
      </span>
      {answer.data?.can.change === true ? (
        <>
          <input
            ref={input}
            type="file"
            accept={TYPES.join(',')}
            hidden
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file !== undefined) {
                put.mutate(file);
              }
            }}
          />
          <span>
            <Button type="link" size="small" loading={put.isPending} onClick={() => input.current?.click()}>
              {t(picture === null ? 'portrait.pictureAdd' : 'portrait.pictureChange')}
            </Button>
            {picture === null ? null : (
              <Button type="link" size="small" disabled={remove.isPending} onClick={() => remove.mutate()}>
                {t('portrait.pictureRemove')}
              </Button>
            )}
          </span>
        </>
      ) : null}
      {isWrong ? (
        <span className="field-fault" role="alert">
          {t('portrait.pictureWrong')}
        </span>
      ) : null}
      {put.isError ? <Failure error={put.error} /> : null}
    </div>
  );
}
