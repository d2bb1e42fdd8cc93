// The one place that names the vendored libraries: everything else imports from here.
import { h, render } from "./vendor/preact.js";
import htm from "./vendor/htm.js";

export { render };
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "./vendor/preact-hooks.js";

/** Markup as tagged templates; whatever is interpolated is text or an element, never HTML. */
export const html = htm.bind(h);
