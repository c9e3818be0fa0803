/* What the counter does while the line is cut: it finds producers in its own memory, and keeps what was saved in a
   queue on this machine until the server has said what became of it.

   The index lives in the page's memory only.  The queue lies in localStorage under the user's number, locked with a key
   that the server gives to this user alone: the next user of the PC reads nothing of it, and sends nothing of it. */
"use strict";

(() => {
  const AGAIN = 5000;
  const FRESH = 5 * 60 * 1000;
  const MOST_HITS = 9;

  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const toBytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

  /* -- the locked box on this machine --------------------------------------------------------------------- */

  const openStore = async (user, lock) => {
    const place = `opc-counter-${user}`;
    if (!window.crypto || !crypto.subtle) return { read: async () => [], write: async () => {}, lasts: false };
    const key = await crypto.subtle.importKey("raw", bytesOf(lock), "AES-GCM", false, ["encrypt", "decrypt"]);
    return {
      place,
      lasts: true,
      async read() {
        const [salt, kept] = (localStorage.getItem(place) || "").split(".");
        if (!kept) return [];
        try {
          const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(salt) }, key, toBytes(kept));
          return JSON.parse(new TextDecoder().decode(plain));
        } catch {
          return [];  /* locked with another key: not ours to read */
        }
      },
      async write(items) {
        if (!items.length) {
          localStorage.removeItem(place);
          return;
        }
        const salt = crypto.getRandomValues(new Uint8Array(12));
        const plain = new TextEncoder().encode(JSON.stringify(items));
        const kept = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: salt }, key, plain));
        localStorage.setItem(place, `${toText(salt)}.${toText(kept)}`);
      },
    };
  };

  /* One tab changes the box at a time: it reads what the others have put in, then writes. */
  const alone = (place, work) => (navigator.locks && place ? navigator.locks.request(place, work) : work());

  /* -- the queue and the index ----------------------------------------------------------------------------- */

  /* words: `gone` for a producer who is not there any more, `unread` for what the server would not read. */
  const openLine = async (app, words, changed) => {
    const store = await openStore(app.dataset.user, app.dataset.lock);
    const line = {
      queue: [], arrived: [], index: null, cut: !navigator.onLine, signedOut: false, sending: false, lasts: store.lasts,
    };
    let timer = 0;

    const change = (work) => alone(store.place, async () => {
      const items = store.lasts ? await store.read() : line.queue;
      line.queue = work(items);
      await store.write(line.queue);
    }).then(() => changed(line));

    const put = (item) => change((items) => [...items.filter((other) => other.token !== item.token), item]);
    line.drop = (token) => change((items) => items.filter((item) => item.token !== token));
    line.add = async (item) => {
      await put({ ...item, state: "waiting", sentences: [] });
      line.later();
    };
    line.retry = async (item) => {
      await put({ ...item, state: "waiting", sentences: [] });
      line.send();
    };
    line.waiting = () => line.queue.filter((item) => item.state === "waiting");

    line.refresh = async () => {
      try {
        const answer = await fetch(app.dataset.index, { headers: { Accept: "application/json" } });
        const news = answer.ok && !answer.redirected ? await answer.json() : null;
        if (answer.redirected || answer.status === 401 || (news && news.user !== app.dataset.user)) {
          line.signedOut = true;
        } else if (news) {
          line.index = news;
          line.fetched = Date.now();
          line.cut = line.signedOut = false;
        } else if (answer.status >= 500) {
          line.cut = true;
        }
      } catch {
        line.cut = true;
      }
      changed(line);
      return !line.cut && !line.signedOut;
    };

    const sendOne = async (item) => {
      const body = new URLSearchParams(item.fields);
      body.set("csrfmiddlewaretoken", line.index.csrf);
      body.set("user", app.dataset.user);
      const answer = await fetch(item.address, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 401) {
        line.signedOut = true;
        return false;
      }
      if (answer.status >= 500 || answer.status === 403 || answer.status === 429) return false;
      const news = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : {};
      if (news.state === "saved") {
        line.arrived.push({ ...item, ...news });
        await line.drop(item.token);
      } else {
        await put({ ...item, state: "refused", sentences: news.sentences || [answer.status === 404 ? words.gone : words.unread] });
      }
      return true;
    };

    /* All that waits, one after the other; each carries its token, so that sending twice makes one entry. */
    line.send = async () => {
      if (line.sending || !line.waiting().length) return;
      line.sending = true;
      clearTimeout(timer);
      try {
        /* A fresh index brings the token against forgery that this session has now. */
        let going = await line.refresh();
        for (const item of line.waiting()) {
          if (!going) break;
          going = await sendOne(item);
        }
        if (going) await line.refresh();
      } catch {
        line.cut = true;
      }
      line.sending = false;
      changed(line);
      line.later();
    };
    line.later = () => {
      clearTimeout(timer);
      if (!line.signedOut && (line.cut || line.waiting().length)) timer = setTimeout(line.waiting().length ? line.send : again, AGAIN);
    };
    const again = async () => {
      await line.refresh();
      line.later();
    };

    const keyOf = (text) => text.normalize("NFC").toLowerCase()
      .replace(/[๐-๙]/g, (digit) => "๐๑๒๓๔๕๖๗๘๙".indexOf(digit)).replace(/[\s.,()"'“”ฯ/-]/g, "");
    /* Rows of the index: [pk, code, name, used, against, products]. */
    line.find = (text) => {
      const key = keyOf(text);
      if (!line.index || key.length < 3) return [];
      const rows = line.index.producers || [];
      const found = /^\d+$/.test(key)
        ? rows.filter((row) => row[1].startsWith(key))
        : rows.filter((row) => keyOf(row[2]).includes(key)).sort((a, b) => keyOf(b[2]).startsWith(key) - keyOf(a[2]).startsWith(key));
      return found.slice(0, MOST_HITS);
    };
    line.row = (pk) => ((line.index && line.index.producers) || []).find((row) => String(row[0]) === String(pk));
    /* What was refused has taken no place. */
    line.usedBy = (row) => row[3] + line.waiting().filter((item) => String(item.pk) === String(row[0])).length;

    window.addEventListener("online", () => { line.cut = false; line.waiting().length ? line.send() : line.refresh(); });
    window.addEventListener("offline", () => { line.cut = true; changed(line); line.later(); });
    window.addEventListener("storage", (event) => {
      if (event.key === store.place) change((items) => items);
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Date.now() - (line.fetched || 0) > FRESH) line.refresh();
    });
    window.addEventListener("beforeunload", (event) => {
      if (line.queue.length && (line.cut || !line.lasts)) event.preventDefault();
    });

    await change((items) => items);
    await line.refresh();
    line.send();
    line.later();
    return line;
  };

  window.opc = window.opc || {};
  window.opc.openLine = openLine;
})();
