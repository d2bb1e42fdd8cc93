// Who holds it: the balance at each percentile, the Lorenz curve with Gini's index, and the hundred largest.
import { html, useMemo } from "../ui.js";
import { ChartCard } from "./charts.js";
import { AsOf, Told, linkTo } from "./economy-told.js";
import { Empty } from "./parts.js";
import { count, fraction, share } from "./numbers.js";
import { bars, colourAt, lorenz, REST } from "./plots.js";
import { hrefTo } from "./route.js";

/** So far apart the largest and the middle may be, and both are seen on a scale of equal steps. */
const EQUAL_STEPS_MAX = 50;
const TOP_SHOWN = 20;

const hundredth = (value) => share(value === null ? null : value / 100);

export function Holders({ choice, reads: { distribution: read } }) {
  const body = read.body;
  const percentiles = body?.percentiles ?? [];
  const isWide = percentiles.length > 1 && percentiles.at(-1).balance > EQUAL_STEPS_MAX * Math.max(1, middleOf(percentiles));
  const percentilePlot = useMemo(() => percentiles.length > 0 && bars({
    names: percentiles.map(({ percent }) => `${percent}%`),
    values: percentiles.map(({ balance }) => balance),
    label: "Balance",
    isLogarithmic: isWide,
  }), [body]);
  const curve = body?.lorenz ?? [];
  const lorenzPlot = useMemo(() => curve.length > 0 && lorenz({
    points: curve.map(({ holders_percent: x, balance_percent: y }) => ({ x, y })),
    write: share,
  }), [body]);
  if (body?.as_of && body.holders === 0) return html`<${NoHolders} />`;
  return html`
    <${Told} id="percentiles" title="Balances by percentile" read=${read}>
      ${body && html`
        <${ChartCard} id="percentiles" title="Balances by percentile" plot=${percentilePlot} link=${linkTo(choice, "percentiles")} source=${read.path} asOf=${html`<${AsOf} of=${read.body} />`}
          sentence=${`So many percent of the ${count(body.holders)} players who hold something hold this or less, of the latest count of all wallets.${isWide ? " Each step of the scale is ten times the one before." : ""}`}
          summary=${percentiles.map(({ percent, balance }) => `${percent}%: ${count(balance)}`).join(", ")}
          columns=${[{ title: "Percent of holders", write: hundredth }, { title: "Hold at most", write: count }]}
          rows=${percentiles.map(({ percent, balance }) => [percent, balance])} />
      `}
    <//>
    <${Told} id="lorenz" title="How evenly it is held" read=${read}>
      ${body && html`
        <${ChartCard} id="lorenz" title="How evenly it is held" plot=${lorenzPlot} link=${linkTo(choice, "lorenz")} source=${read.path} asOf=${html`<${AsOf} of=${read.body} />`}
          sentence="The Lorenz curve: what share of all credits the poorest so many percent hold. Gini's index is twice the area between it and the line of equal shares, from 0 (all hold the same) to 1 (one holds all)."
          summary=${`Gini's index is ${fraction(body.gini)}.`}
          series=${[{ name: "What they hold", colour: colourAt(0) }, { name: "If all held the same", colour: REST, isDashed: true }]}
          columns=${[{ title: "Poorest percent of holders", write: hundredth }, { title: "Hold of all credits", write: hundredth }]}
          rows=${curve.map(({ holders_percent: holders, balance_percent: held }) => [holders, held])}>
          <p class="index"><span class="value">${fraction(body.gini)}</span> Gini's index</p>
        <//>
      `}
    <//>
  `;
}

const middleOf = (percentiles) => percentiles.find(({ percent }) => percent >= 50)?.balance ?? 0;

const NoHolders = () => html`
  <section class="card" id="percentiles"><h2>Who holds it</h2>
    <${Empty} title="Nobody holds any of it yet"><p>The first top-up or bonus changes that. Balances are counted from time to time, not with each booking.</p><//>
  </section>
`;

/** The largest balances. Each leads to its player. */
export function Top({ choice, reads: { top: read } }) {
  const items = read.body?.items ?? [];
  return html`
    <${Told} id="top" title="The hundred largest" read=${read}>
      ${read.body && html`
        <${ChartCard} id="top" title=${items.length < 100 ? "The largest" : "The hundred largest"} link=${linkTo(choice, "top")} source=${read.path} asOf=${html`<${AsOf} of=${read.body} />`}
          sentence="Players by what they hold, held amounts among it, with their share of what all players hold, as of the latest count."
          columns=${[
            { title: "Player", write: (owner) => html`<a href=${hrefTo(["player", owner])}>${owner}</a>` },
            { title: "Holds", write: count },
            { title: "Of it on hold", write: count },
            { title: "Owes", write: count },
            { title: "Share", write: hundredth },
          ]}
          rows=${items.map(({ owner, balance, held, debt, share_percent: part }) => [owner, balance, held, debt, part])}
          note=${items.length === 0 ? "Nobody holds any of it yet." : items.length > TOP_SHOWN ? "The list goes on when it is scrolled." : null} />
      `}
    <//>
  `;
}
