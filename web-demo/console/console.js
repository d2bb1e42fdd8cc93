// The console: its frame, and which screen is open. Start reading here.
//
//   screens.js   the screens, a row each        route.js    the address of a view
//   session.js   who is signed in               sign-in.js  where the key is entered
//   server.js    reading from the service       store.js    what several views follow
//   figures.js   numbers and times              parts.js    tables, tiles, empty and error states
//   action.js    one action, from its dry run to its outcome: actions.js has those there are, dialog.js draws it
//   csv.js       rows as a file                 search.js   the box that finds players and transactions
//
//   player.js    screen 2, of timeline.js, wallets.js and notes.js
//   transactions.js, transaction.js   screen 3, and one transaction
//   economy.js, operations.js, system.js   screens 1, 4 and 5
import { html, render, useEffect, useRef, useState } from "../ui.js";
import { ActionDialog, Unsettled } from "./dialog.js";
import { useRoute } from "./route.js";
import { SCREENS } from "./screens.js";
import { SearchBox } from "./search.js";
import { connection } from "./server.js";
import { may, signOut, useSession } from "./session.js";
import { SignIn } from "./sign-in.js";

function Console() {
  const { state, self, problem } = useSession();
  const { gone } = connection.use();
  const route = useRoute();

  if (state === "out") return html`<${Masthead} /><${SignIn} problem=${problem} />`;
  if (state === "asking") {
    return html`
      <${Masthead} />
      <main><p class="loading" role="status">${gone ? "The server does not answer. It is asked again until it does." : "Looking who is there…"}</p></main>
    `;
  }
  const seen = SCREENS.filter(({ needs }) => may(...needs));
  return html`
    <a class="skip" href="#screen" onClick=${skip}>Skip to the content</a>
    <${Masthead} self=${self}>${may("read") && html`<${SearchBox} />`}</${Masthead}>
    <${Nav} screens=${seen} route=${route} />
    <div class="banner" role="status">
      ${gone && html`<p>The server does not answer. What is shown may be old; it is read again as soon as the server is back.</p>`}
    </div>
    <${Unsettled} />
    <${Opened} route=${route} seen=${seen} />
    <${ActionDialog} />
  `;
}

/** A link to a place of the page would change the view: the address is the view's. */
function skip(event) {
  event.preventDefault();
  document.querySelector("main h1")?.focus();
}

const Masthead = ({ self, children }) => html`
  <header class="top">
    <a class="brand" href="#/"><img src="/icon.svg" alt="" width="28" height="28" /> Wallet <span>console</span></a>
    ${children}
    ${self?.id && html`
      <p class="who">
        <span>${self.name}${self.role && html` <small>${self.role}</small>`}</span>
        <button type="button" class="quiet small-button" onClick=${() => signOut()}>Sign out</button>
      </p>
    `}
  </header>
`;

const Nav = ({ screens, route }) => html`
  <nav class="screens" aria-label="Screens">
    ${screens.map(({ name, title }) => html`
      <a key=${name} href=${`#/${name}`} aria-current=${openedOf(route, screens)?.name === name ? "page" : null}>${title}</a>
    `)}
  </nav>
`;

/** The screen that a route names; without one the first that the key may see. */
const openedOf = (route, seen) => (route.screen ? seen.find(({ name }) => name === route.screen) : seen[0]);

/** Loads the screen's module and draws it; another screen begins at its heading, for whoever cannot see the change. */
function Opened({ route, seen }) {
  const row = openedOf(route, seen);
  const [loaded, setLoaded] = useState({});
  const isFirst = useRef(true);
  useEffect(() => {
    if (!row) return;
    // By name: the module of a screen that was left meanwhile may come last.
    const keep = (Screen) => setLoaded((before) => ({ ...before, [row.name]: Screen }));
    row.load().then(({ Screen }) => keep(Screen), () => keep(null));
  }, [row?.name]);
  const ScreenOf = loaded[row?.name];
  const isLoaded = Boolean(ScreenOf);
  useEffect(() => {
    document.title = row ? `${[...route.parts, row.title].join(" · ")} · Wallet console` : "Wallet console";
  });
  useEffect(() => {
    if (!isLoaded) return;
    if (!isFirst.current) document.querySelector("main h1")?.focus();
    isFirst.current = false;
  }, [isLoaded, row?.name, route.parts.join("/")]);

  if (!row) return html`<main id="screen"><${Missing} route=${route} /></main>`;
  return html`
    <main id="screen">
      ${isLoaded && html`<${ScreenOf} route=${route} />`}
      ${ScreenOf === null && html`
        <div class="failure" role="alert">
          <p><strong>${row.title} could not be loaded.</strong> The server does not answer.</p>
          <button type="button" class="quiet" onClick=${() => location.reload()}>Try again</button>
        </div>
      `}
    </main>
  `;
}

function Missing({ route }) {
  const row = SCREENS.find(({ name }) => name === route.screen);
  return html`
    <h1 tabindex="-1">${row ? row.title : "Nothing here"}</h1>
    <p>${row
      ? `Your key may not see this screen: it needs the scope ${row.needs.join(" or ")}. An operator can give you another key.`
      : "The console has no such screen. The link may have been cut short."}</p>
  `;
}

const page = document.getElementById("console");
page.replaceChildren();
render(html`<${Console} />`, page);
