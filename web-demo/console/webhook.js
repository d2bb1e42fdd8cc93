// One webhook: how it stands, what was tried lately, what was given up, and what can be done about it.
import { html } from "../ui.js";
import { ActionButton } from "./dialog.js";
import { formatNumber } from "./figures.js";
import { Empty, More, Read, Table, Tag, Tile, When } from "./parts.js";
import { hrefTo } from "./route.js";
import { usePages, useRead, v1, withQuery } from "./server.js";

/** In one word, with why it is not "active" where it is not. */
export function StateOfHook({ hook: { status, disabled_reason: reason, failing_since: since, replay } }) {
  const tone = status === "disabled" ? "bad" : status === "paused" ? "warn" : since ? "warn" : "good";
  const words = status === "active" && since ? "failing" : status;
  return html`
    <${Tag} tone=${tone}>${words}<//>
    ${reason && html` <small>${reason === "gone" ? "the receiver answered 410" : reason.replaceAll("_", " ")}</small>`}
    ${status === "active" && since && html` <small>since <${When} at=${since} /></small>`}
    ${replay && html` <${Tag}>replay of ${replay.from} to ${replay.to}<//>`}
  `;
}

export function Webhook({ id }) {
  const hook = useRead(v1("webhooks", id));
  const heading = html`
    <p class="back"><a href=${hrefTo(["operations"])}>Operations</a></p>
    <h1 tabindex="-1">Webhook ${id}</h1>
  `;
  if (hook.failure?.problem?.code === "webhook_not_found") {
    return html`${heading}<${Empty} title="There is no such webhook"><p>It was deleted, or the address was cut short.</p><//>`;
  }
  return html`
    ${heading}
    <${Read} of=${hook} what="the webhook">${(body) => html`<${Standing} hook=${body} />`}<//>
    <${Attempts} id=${id} />
    <${Parked} id=${id} hook=${hook.body} />
  `;
}

function Standing({ hook }) {
  const { url, types, payload, description, status, progress, recovered, replay, created_at: made, previous_secret_until: until } = hook;
  return html`
    <p class="lead"><span class="break">${url}</span>${description && ` · ${description}`} · <${StateOfHook} hook=${hook} /></p>
    <div class="tiles">
      <${Tile} title="Behind" value=${formatNumber(progress.behind)} note=${`positions of the feed; all is done up to ${progress.done}`} tone=${progress.behind > 0 ? "warn" : null} />
      <${Tile} title="Failing" value=${`${progress.failing} of 16`} tone=${progress.failing > 0 ? "bad" : null}
        note=${progress.next_attempt_at ? html`partitions; tried again <${When} at=${progress.next_attempt_at} />` : "partitions wait to try again"} />
      <${Tile} title="Parked" value=${formatNumber(progress.parked)} note=${`given up; replays made ${formatNumber(recovered)} good`} tone=${progress.parked > 0 ? "bad" : null} />
      <${Tile} title="Delivered" value=${formatNumber(progress.delivered)} note="taken by the receiver" />
    </div>
    <p class="lead">Sends ${types.length > 0 ? types.join(", ") : "all types of events"}, ${payload === "thin" ? "by id alone" : "in full"}. Made <${When} at=${made} />.
      ${until && html` The secret before the latest rotation signs until <${When} at=${until} />.`}</p>
    <p class="acts">
      ${status === "active"
        ? html`<${ActionButton} kind="webhook.pause" subject=${hook} label="Pause" />`
        : html`<${ActionButton} kind="webhook.resume" subject=${hook} label="Let it go on" />`}
      <${ActionButton} kind="webhook.ping" subject=${hook} label="Ping" />
      ${replay
        ? html`<${ActionButton} kind="webhook.stop" subject=${hook} label="Stop the replay" />`
        : html`<${ActionButton} kind="webhook.replay" subject=${hook} label="Send a part again" />`}
      <${ActionButton} kind="webhook.rotate" subject=${hook} label="Another secret" />
      <${ActionButton} kind="webhook.delete" subject=${hook} label="Delete" />
    </p>
  `;
}

function Attempts({ id }) {
  const attempts = useRead(withQuery(v1("webhooks", id, "deliveries"), { limit: 50 }));
  return html`
    <section class="part" aria-labelledby="attempts-title">
      <h2 id="attempts-title">Latest attempts</h2>
      <p class="lead">Successes in a row share one line.</p>
      <${Read} of=${attempts} what="the attempts">
        ${({ data }) => (data.length === 0
          ? html`<${Empty} title="Nothing was sent yet"><p>A ping shows whether the receiver answers.</p><//>`
          : html`<${Table} caption="Latest attempts" rows=${data} rowKey=${({ id: event, attempt, at }) => `${event} ${attempt} ${at}`} columns=${ATTEMPT_COLUMNS} />`)}
      <//>
    </section>
  `;
}

const ATTEMPT_COLUMNS = [
  { title: "Event", cell: ({ id, to, count }) => html`<code>${id}${to && ` to ${to}`}</code>${count > 1 && html` <small>${formatNumber(count)} events</small>`}` },
  { title: "Type", cell: ({ type }) => type },
  { title: "When", cell: ({ at }) => html`<${When} at=${at} />` },
  { title: "Attempt", figure: true, cell: ({ attempt }) => formatNumber(attempt) },
  {
    title: "Answer",
    cell: ({ status, error }) => html`<${Tag} tone=${status >= 200 && status < 300 ? "good" : "bad"}>${status ?? "no answer"}<//>${error && html` <small>${error}</small>`}`,
  },
  { title: "Took", figure: true, cell: ({ took_ms: ms }) => `${formatNumber(ms)} ms` },
];

function Parked({ id, hook }) {
  const pages = usePages(v1("webhooks", id, "parked"));
  const columns = [
    { title: "Event", cell: ({ id: event }) => html`<code>${event}</code>` },
    { title: "Type", cell: ({ type }) => type },
    { title: "Given up", cell: ({ parked_at: at }) => html`<${When} at=${at} />` },
    { title: "Attempts", figure: true, cell: ({ attempts }) => formatNumber(attempts) },
    { title: "Last answer", cell: ({ status, error }) => html`${status ?? "none"}${error && html` <small>${error}</small>`}` },
    { title: "Actions", cell: ({ id: event }) => hook && html`<${ActionButton} kind="webhook.replay" subject=${{ ...hook, from: event, to: event }} label="Send it again" />` },
  ];
  return html`
    <section class="part" aria-labelledby="parked-title">
      <h2 id="parked-title">Parked</h2>
      <p class="lead">Deliveries that were given up after ten attempts. A replay makes them good.</p>
      <${Read} of=${{ body: pages.rows, failure: pages.failure, busy: pages.busy, reload: pages.reload }} what="the parked deliveries">
        ${(rows) => (rows.length === 0
          ? html`<${Empty} title="Nothing is parked"><p>All that was sent was taken, or is still being tried.</p><//>`
          : html`<${Table} caption="Parked deliveries" rows=${rows} rowKey=${({ id: event }) => event} columns=${columns} />
              <${More} pages=${pages} noun="parked delivery" />`)}
      <//>
    </section>
  `;
}
