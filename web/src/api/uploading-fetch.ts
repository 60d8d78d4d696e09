/**
 * `fetch` over XMLHttpRequest, which alone reports upload progress and still streams a File from disk.
 * Rejects with a TypeError when no answer comes and with an AbortError when stopped, as fetch does.
 */
export function uploadingFetch(onProgress: (share: number) => void): typeof fetch {
  return (input, init = {}) =>
    new Promise<Response>((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(init.method ?? 'GET', input instanceof Request ? input.url : input);
      request.responseType = 'arraybuffer';
      for (const [name, value] of new Headers(init.headers)) {
        request.setRequestHeader(name, value);
      }
      request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable) {
          onProgress(event.loaded / event.total);
        }
      });
      request.addEventListener('load', () => resolve(responseOf(request)));
      request.addEventListener('error', () => reject(new TypeError('The server could not be reached')));
      request.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')));
      init.signal?.addEventListener('abort', () => request.abort(), { once: true });
      // Streams are the one kind of body that XMLHttpRequest does not take; files and JSON texts are not streams.
      request.send((init.body ?? null) as XMLHttpRequestBodyInit | null);
    });
}

function responseOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().trim().split(/\r?\n/u)) {
    const colon = line.indexOf(':');
    if (colon > 0) {
      headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
    }
  }
  const hasBody = request.status !== 204 && request.status !== 304;
  return new Response(hasBody ? request.response : null, {
    status: request.status,
    statusText: request.statusText,
    headers,
  });
}
