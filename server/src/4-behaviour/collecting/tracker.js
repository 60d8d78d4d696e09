// The script of a site: what happens there, for the shop itself. No cookies of others, nothing before consent.
(() => {
  const win = window;
  const doc = document;
  const nav = navigator;
  const script = doc.currentScript;
  const waiting = (win.zhike && win.zhike.q) || [];
  const key = script && script.getAttribute('data-key');
  const refuses = nav.doNotTrack === '1' || win.doNotTrack === '1' || nav.globalPrivacyControl === true;
  if (!key || refuses) {
    win.zhike = () => {};
    return;
  }
  const endpoint = new URL('/api/v1/collect', script.src).href;
  const IDLE_MS = 30 * 60_000;
  const KEEP_MS = 7 * 86_400_000;
  const MAX_KEPT = 200;
  const MAX_SENT = 40;
  const memory = {};

  // Storage may be switched off, or full: then the first-party cookie holds the id, and the rest lasts for the page.
  const read = (name) => {
    try {
      const text = localStorage.getItem(name);
      if (text !== null) {
        return JSON.parse(text);
      }
    } catch {
      // Switched off: what this page knows has to do.
    }
    return memory[name] === undefined ? null : memory[name];
  };
  const write = (name, value) => {
    memory[name] = value;
    try {
      if (value === null) {
        localStorage.removeItem(name);
      } else {
        localStorage.setItem(name, JSON.stringify(value));
      }
    } catch {
      // As above.
    }
  };
  const newId = () =>
    crypto.randomUUID
      ? crypto.randomUUID()
      : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  let consent = script.getAttribute('data-consent') !== 'required' || read('zk_ok') === true;
  if (read('zk_ok') === false) {
    consent = false;
  }
  // What happens on this page before the visitor decides; kept nowhere.
  let undecided = [];

  const browserId = () => {
    let id = read('zk_id') || (/(?:^|; )zk_id=([\w-]+)/.exec(doc.cookie) || [])[1];
    if (!id) {
      id = newId();
    }
    write('zk_id', id);
    try {
      localStorage.getItem('zk_id');
    } catch {
      doc.cookie = `zk_id=${id};path=/;max-age=31536000;samesite=lax${location.protocol === 'https:' ? ';secure' : ''}`;
    }
    return id;
  };

  let timer = 0;
  let failures = 0;
  let sent = new Set();
  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(flush, ms);
  };
  const drop = (events) => {
    const gone = new Set(events.map((event) => event.key));
    write(
      'zk_q',
      (read('zk_q') || []).filter((event) => !gone.has(event.key)),
    );
  };
  const bodyOf = (events) => JSON.stringify({ key, id: browserId(), sentAt: Date.now(), events });

  function flush() {
    const events = (read('zk_q') || []).slice(0, MAX_SENT);
    if (!consent || sent.size > 0 || events.length === 0) {
      return;
    }
    sent = new Set(events.map((event) => event.key));
    fetch(endpoint, { method: 'POST', body: bodyOf(events), credentials: 'omit', keepalive: true })
      .then((reply) => {
        // Refused for good is not sent again; too much, or trouble over there, is.
        if (!reply.ok && (reply.status === 429 || reply.status >= 500)) {
          throw new Error();
        }
        failures = 0;
        drop(events);
        sent = new Set();
        later(0);
      })
      .catch(() => {
        sent = new Set();
        failures += 1;
        later(Math.min(2 ** failures * 1000, 300_000));
      });
  }

  // A page that goes away: no answer can be waited for, so what the browser took over counts as sent.
  // What is already on its way goes on without the page, and is known by its key should it come again.
  const leave = () => {
    const events = (read('zk_q') || []).filter((event) => !sent.has(event.key)).slice(0, MAX_SENT);
    if (consent && events.length > 0 && nav.onLine !== false && nav.sendBeacon(endpoint, bodyOf(events))) {
      drop(events);
    }
  };

  const add = (event) => {
    browserId();
    const now = Date.now();
    const queue = (read('zk_q') || []).filter(({ at }) => now - at < KEEP_MS);
    let visit = read('zk_v');
    if (!visit || now - visit.at > IDLE_MS) {
      visit = { id: newId() };
      queue.push({ key: newId(), at: event.at, event: 'visit', visit: visit.id, referrer: doc.referrer });
    }
    visit.at = now;
    write('zk_v', visit);
    queue.push({ key: newId(), visit: visit.id, ...event });
    write('zk_q', queue.slice(-MAX_KEPT));
    later(failures > 0 ? Math.min(2 ** failures * 1000, 300_000) : 500);
  };
  const record = (event) => {
    const full = { at: Date.now(), url: location.href.slice(0, 2000), title: doc.title.slice(0, 300), ...event };
    if (consent) {
      add(full);
    } else if (read('zk_ok') !== false && undecided.length < 20) {
      undecided.push(full);
    }
  };

  const forget = () => {
    for (const name of ['zk_id', 'zk_v', 'zk_q']) {
      write(name, null);
    }
    doc.cookie = 'zk_id=;path=/;max-age=0';
  };

  let lastPage = '';
  const page = () => {
    const where = location.pathname + location.search;
    if (where !== lastPage) {
      record({ event: 'page_view', referrer: lastPage ? undefined : doc.referrer });
      lastPage = where;
    }
  };

  const calls = {
    consent: (given) => {
      const agreed = given === true;
      write('zk_ok', agreed);
      if (agreed && !consent) {
        consent = true;
        for (const event of undecided) {
          add(event);
        }
      } else if (!agreed) {
        consent = false;
        forget();
      }
      undecided = [];
    },
    identify: (account, proof) => record({ event: 'identify', account: String(account), proof }),
    reset: forget,
    page: () => {
      lastPage = '';
      page();
    },
    product: (product) => record({ event: 'product_view', ...product }),
    search: (query) => record({ event: 'search', query: String(query) }),
    cart: (change) => {
      const { action, ...item } = change;
      record({ event: action === 'remove' ? 'cart_remove' : 'cart_add', ...item });
    },
    checkout: () => record({ event: 'checkout' }),
    campaign: (campaign) => record({ event: 'campaign_click', campaign: String(campaign) }),
    subscribe: (name) => record({ event: 'newsletter_subscribe', name }),
    track: (name, properties) => record({ event: 'custom', name: String(name), properties }),
  };
  // A mistake in a call must never hurt the shop's own page.
  win.zhike = (name, ...values) => {
    try {
      calls[name](...values);
    } catch {
      // As said.
    }
  };

  for (const name of ['pushState', 'replaceState']) {
    const original = history[name];
    history[name] = function (...values) {
      const result = original.apply(this, values);
      setTimeout(page, 0);
      return result;
    };
  }
  win.addEventListener('popstate', () => setTimeout(page, 0));
  win.addEventListener('online', flush);
  doc.addEventListener('visibilitychange', () => {
    if (doc.visibilityState === 'hidden') {
      leave();
    }
  });
  win.addEventListener('pagehide', leave);
  // Calls that the page made before this script was here, such as consent, come first.
  for (const call of waiting) {
    win.zhike(...call);
  }
  page();
  flush();
})();
