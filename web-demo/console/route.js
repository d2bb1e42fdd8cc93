// Where the reader is: `#/player/user_0042?asset=GEMS`. The address reproduces the view, and what stands behind `#` is in no
// server's log.
import { useEffect, useState } from "../ui.js";

/** `{ screen, parts, query }` of an address: `parts` are what follows the screen, decoded. */
export function readRoute(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [screen = "", ...parts] = path.split("/").filter(Boolean).map(decoded);
  return { screen, parts, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** A hand-written address may hold a `%` that encodes nothing. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a view. Members of `query` that are empty are left out. */
export function hrefTo(parts, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = given.length > 0 ? `?${new URLSearchParams(given)}` : "";
  return `#/${parts.map(encodeURIComponent).join("/")}${text}`;
}

/** A view that "back" leaves again. */
export const goTo = (parts, query) => void (location.hash = hrefTo(parts, query));

/** The same view in another state, such as one more filter: "back" leaves the view. */
export function restate(parts, query) {
  history.replaceState(null, "", hrefTo(parts, query));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function useRoute() {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    follow(); // it may have changed between the drawing and this
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return readRoute(hash);
}
