// The answer to one article: the tally, and the table of actors.
import { by, doubtful, element, GROUPS, groupOf, SIGNS, STANCES, WORDS, worded } from "./element.js";

/** Whoever speaks for a listed actor, with that actor: one voice, shown beneath, not counted twice. */
function spokespersons(actors) {
  const listed = new Map(actors.map((actor) => [actor.name, actor]));
  const beneath = new Map();
  for (const actor of actors) {
    const seen = new Set([actor]);
    let head = actor;
    // A minister's aide speaks for the minister, and so for the state.
    for (let next = listed.get(head.principal); next && !seen.has(next); next = listed.get(head.principal)) {
      seen.add(next);
      head = next;
    }
    if (head !== actor && !listed.has(head.principal)) beneath.set(actor, head.name);
  }
  return beneath;
}

/** The voices in each group of the tally, as [group, actors]. */
export function counts(actors) {
  const beneath = spokespersons(actors);
  return GROUPS.map((group) => [group, actors.filter((actor) => groupOf(actor) === group && !beneath.has(actor))]);
}

/** Such as "3 support, 1 of them unsure". */
function counted(group, of) {
  const n = of.filter(doubtful).length;
  const unsure = !n ? "" : n < of.length ? `, ${n} of them unsure` : n > 1 ? ", all unsure" : ", unsure";
  return `${of.length} ${WORDS[group]}${unsure}`;
}

export function showTally(actors, choose) {
  const groups = counts(actors).filter(([group, of]) => of.length || group !== "none");
  const voices = groups.reduce((n, [, of]) => n + of.length, 0);
  const bar = element("div", { className: "tally-bar", role: "img", "aria-label": groups.map(([group, of]) => counted(group, of)).join("; ") });
  const names = element("ul", { className: "tally-names" });
  for (const [group, of] of groups) {
    const item = element("li", {}, element("h3", { textContent: `${SIGNS[group]} ${counted(group, of)}` }));
    for (const unsure of [false, true]) {
      const part = of.filter((actor) => doubtful(actor) === unsure);
      if (!part.length) continue;
      const strip = element("span", { className: unsure ? `${group} unsure` : group, textContent: `${SIGNS[group]}${unsure ? "?" : ""} ${part.length}` });
      strip.style.flexGrow = part.length;
      bar.append(strip);
      item.append(element("p", {}, ...part.flatMap((actor, i) => [i ? ", " : unsure ? "have a person look: " : "", element("button", {
        type: "button", className: "plain", textContent: unsure ? `${actor.name}?` : actor.name,
        "aria-label": unsure ? `${actor.name}, have a person look` : actor.name, onclick: () => choose(actor.name, true),
      })])));
    }
    names.append(item);
  }
  const note = actors.length > voices ? "Spokespersons are counted with whom they speak for." : "";
  by("tally").replaceChildren(...(voices ? [bar, names, element("p", { className: "help", textContent: note })] : []));
}

// ---- table ----

const KEYS = {
  name: (actor) => actor.name.toLocaleLowerCase("en"),
  stance: (actor) => GROUPS.indexOf(groupOf(actor)) + (doubtful(actor) ? 0.5 : 0),
  sure: (actor) => -actor.probabilities[actor.stance],
  basis: (actor) => ["stated", "inferred", "none"].indexOf(actor.basis),
};
let order = { key: null, up: true };

/** Sorts by a column: up, then down, then as the text names them again. */
export function sortBy(key) {
  if (order.key !== key) order = { key, up: true };
  else if (order.up) order = { key, up: false };
  else order = { key: null, up: true };
  for (const head of document.querySelectorAll("#actors-table th")) {
    if (head.dataset.key === order.key) head.setAttribute("aria-sort", order.up ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  }
}

/** The actors in order; spokespersons stay beneath whom they speak for, however it is sorted. */
function ordered(actors, beneath) {
  const heads = actors.filter((actor) => !beneath.has(actor));
  if (order.key) {
    const key = KEYS[order.key];
    heads.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (order.up ? 1 : -1));
  }
  return heads.flatMap((actor) => [actor, ...actors.filter((other) => beneath.has(other) && beneath.get(other) === actor.name)]);
}

export function showTable(actors, chosen, choose) {
  const beneath = spokespersons(actors);
  const name = by("name-filter").value.trim().toLocaleLowerCase("en");
  const look = by("look-filter").checked;
  const listed = ordered(actors, beneath).filter((actor) => (!look || doubtful(actor))
    && (!name || [actor.name, actor.principal || ""].some((each) => each.toLocaleLowerCase("en").includes(name))));
  by("look-count").textContent = `have a person look (${actors.filter(doubtful).length})`;
  by("none-listed").hidden = listed.length > 0;
  by("actors-table").tBodies[0].replaceChildren(...listed.map((actor) => row(actor, beneath.has(actor), choose)));
  markChosen(chosen);
}

/** Says in the table which actor is lit up, without making it again. */
export function markChosen(chosen) {
  for (const button of document.querySelectorAll("#actors-table .choose")) {
    const is = button.textContent === chosen;
    button.setAttribute("aria-pressed", String(is));
    button.closest("tr").classList.toggle("lit", is);
  }
}

function row(actor, speaks, choose) {
  const cell = (...children) => element("td", { role: "cell" }, ...children);
  const small = (className, textContent) => element("span", { className, textContent });
  const kind = [actor.kind, actor.principal && `speaks for ${actor.principal}`, !actor.mentioned && "not named in the text"];
  const button = element("button", { type: "button", className: "choose plain", textContent: actor.name, onclick: () => choose(actor.name) });
  const group = groupOf(actor);
  const stance = cell(element("span", { className: `stance ${group}${doubtful(actor) ? " unsure" : ""}`, textContent: `${SIGNS[group]} ${worded(actor)}` }));
  if (doubtful(actor)) stance.append(small("look", `Have a person look: ${actor.prediction_set.join(" or ") || "no stance fits"}`));
  const bars = element("span", { className: "bars" }, ...STANCES.flatMap((each) => {
    const p = actor.probabilities[each];
    return [small("", each), element("progress", { className: `p-${each}`, max: 1, value: p, "aria-hidden": "true" }), small("", p.toFixed(2))];
  }));
  return element("tr", { role: "row", className: speaks ? "spokesperson" : "" },
    cell(button, small("kind", kind.filter(Boolean).join(", "))), stance, cell(bars),
    cell(actor.basis, ...actor.evidence.map((part) => element("q", { className: "words", textContent: part.text }))));
}
