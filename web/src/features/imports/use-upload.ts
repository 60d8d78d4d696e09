import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { kindSuggestionQuery, requestUpload, type Upload } from './api.ts';

/** Sends a file as soon as it is chosen, once, and asks what it seems to hold. */
export function useUpload() {
  const [share, setShare] = useState(0);
  const controller = useRef<AbortController | null>(null);
  const sent = useRef<{ readonly file: File; readonly upload: Upload } | null>(null);
  const upload = useMutation({
    mutationFn: async (file: File): Promise<Upload> => {
      if (sent.current?.file === file) {
        return sent.current.upload;
      }
      // Another file takes the place of the one that is on its way.
      controller.current?.abort();
      const own = new AbortController();
      controller.current = own;
      setShare(0);
      const kept = await requestUpload(file, {
        onProgress: (part) => {
          if (!own.signal.aborted) {
            setShare(part);
          }
        },
        signal: own.signal,
      });
      sent.current = { file, upload: kept };
      return kept;
    },
  });
  const suggestion = useQuery({
    ...kindSuggestionQuery(upload.data?.id ?? ''),
    enabled: upload.data !== undefined,
  });
  return { upload, share, suggestion, stop: () => controller.current?.abort() };
}
