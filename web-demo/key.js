// The API key, where the service asks for one. Session storage keeps it to this tab and past a reload; it is sent in a
// header and is in no address. Where storage is not allowed, a reload forgets it.
const NAME = "wallet-demo:api-key";

let key = recall();

function recall() {
  try {
    return sessionStorage.getItem(NAME);
  } catch {
    return null;
  }
}

export const hasKey = () => Boolean(key);

/** What each request is sent with. */
export const credentials = () => (key ? { Authorization: `Bearer ${key}` } : {});

/** Takes another key, or none. */
export function takeKey(text) {
  key = text || null;
  try {
    if (key) sessionStorage.setItem(NAME, key);
    else sessionStorage.removeItem(NAME);
  } catch {
    // No storage: see above.
  }
}

/** What can be sent in a header at all; whether it is a key, the service says. */
export const isSendable = (text) => /^[!-~]+$/.test(text);
