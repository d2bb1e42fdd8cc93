// The page: which user and asset are chosen, and the four views of it. Start reading here.
//
//   access.js       the API key, if one is asked for  key.js      where it is kept
//   choices.js      the user and the balances        reads.js    what is read, and whether it is still wanted
//   action-form.js  the flows                        action.js   one command, its key, its outcome
//   receipt.js      what came of the last request    api.js      the three kinds of answer
//   entries.js      the ledger's lines               words.js    answers in sentences
//   digits.js       a figure that breaks well        focus.js    the keyboard's place when a button goes away
import { Access } from "./access.js";
import { ActionForm } from "./action-form.js";
import { isUnsettled, useAction } from "./action.js";
import { isDenied } from "./api.js";
import { Balances, OwnerChoice } from "./choices.js";
import { Entries } from "./entries.js";
import { ASSETS, OWNERS } from "./flows.js";
import { useFocusKept } from "./focus.js";
import { useEntries, useWallets } from "./reads.js";
import { Receipt } from "./receipt.js";
import { html, render, useEffect, useState } from "./ui.js";

/** `#user_002/DIAMONDS`: a reload or a bookmark keeps the choice; what it does not name falls back to the first. */
function choiceIn(hash) {
  const [owner, asset] = hash.slice(1).split("/");
  return {
    owner: OWNERS.includes(owner) ? owner : OWNERS[0],
    asset: /^[A-Z][A-Z0-9_]{0,49}$/.test(asset) ? asset : ASSETS[0],
  };
}

function useChoice() {
  const [hash, setHash] = useState(location.hash);
  const choice = choiceIn(hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    follow(); // it may have changed between the drawing and this
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const choose = (part) => {
    const next = { ...choice, ...part };
    // Replaced, not pushed: arrow keys go through every option, and "back" should leave the page.
    history.replaceState(null, "", `#${next.owner}/${next.asset}`);
    setHash(location.hash);
  };
  return [choice, choose];
}

function App() {
  useFocusKept();
  const [{ owner, asset }, choose] = useChoice();
  const wallets = useWallets(owner);
  const entries = useEntries(owner, asset);
  const reload = () => {
    wallets.reload();
    entries.reload();
  };
  const { action, start, follow, resend, drop } = useAction(reload);
  const denied = [action?.answer, wallets.failure, entries.failure].find(isDenied);
  const unsettled = isUnsettled(action);
  const posted = action?.settled?.body?.id;
  const onAsset = (code) => choose({ asset: code });
  return html`
    <${Access} denied=${denied?.problem} onChange=${reload} />
    <${OwnerChoice} owner=${owner} onChange=${(name) => choose({ owner: name })} />
    <${Balances} owner=${owner} asset=${asset} ...${wallets} onChange=${onAsset} />
    <div class="columns">
      <div>
        <${ActionForm} owner=${owner} asset=${asset} wallets=${wallets.wallets} busy=${Boolean(action?.busy)}
          unsettled=${unsettled} postedId=${posted} onAsset=${onAsset}
          onSubmit=${(flow, amount, note) => start(flow, owner, asset, amount, note)} />
        <${Receipt} action=${action} unsettled=${unsettled} onResend=${resend} onFollow=${follow} onDrop=${drop} />
      </div>
      <${Entries} owner=${owner} asset=${asset} ...${entries} markedId=${posted} />
    </div>
  `;
}

const page = document.getElementById("app");
page.replaceChildren();
render(html`<${App} />`, page);
