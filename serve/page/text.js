// The article with its actors underlined in the colours of their stances, and the words that stances rest on in their colours.
import { by, doubtful, element, groupOf, worded } from "./element.js";

/** One pass over the pieces between spans' borders: linear in the text and the spans. */
export function showText(text, actors, chosen, choose) {
  const letters = Array.from(text); // offsets count code points; a string counts UTF-16 units
  const opens = new Map();
  const closes = new Map();
  const at = (map, place) => map.get(place) || map.set(place, []).get(place);
  for (const actor of actors) {
    if (chosen !== null && actor.name !== chosen) continue;
    for (const [parts, mention] of [[actor.mentions, true], [actor.evidence, false]]) {
      for (const { start, end } of parts) {
        const span = { mention, actor, start };
        at(opens, start).push(span);
        at(closes, end).push(span);
      }
    }
  }
  const borders = [...new Set([0, letters.length, ...opens.keys(), ...closes.keys()])].sort((a, b) => a - b);
  const open = new Set();
  const pieces = borders.slice(0, -1).map((start, i) => {
    for (const span of closes.get(start) || []) open.delete(span);
    for (const span of opens.get(start) || []) open.add(span);
    return piece(letters.slice(start, borders[i + 1]).join(""), [...open], start, choose);
  });
  by("shown").replaceChildren(...pieces);
}

/** An unsure actor's words have no stance's colour: whoever skims would count them. */
const colour = (actor) => (doubtful(actor) ? "unsure" : groupOf(actor));

function piece(words, open, start, choose) {
  const evidence = open.filter((span) => !span.mention);
  const mention = open.find((span) => span.mention);
  if (!evidence.length && !mention) return words;
  const made = element(evidence.length ? "mark" : "span", { textContent: words });
  if (mention) {
    made.classList.add("mention", `of-${colour(mention.actor)}`);
    made.addEventListener("click", () => choose(mention.actor.name)); // the table has the keyboard's way
  }
  if (evidence.length) {
    made.dataset.from = Math.max(...evidence.map((span) => span.start));
    const colours = new Set(evidence.map((span) => colour(span.actor)));
    made.classList.add("evidence", colours.size > 1 ? "mixed" : [...colours][0]);
    made.classList.toggle("first", evidence.some((span) => span.start === start));
    made.title = evidence.map((span) => `${span.actor.name}: ${worded(span.actor)}`).join("; ");
  }
  return made;
}

/** The places to go through: where evidence begins, or else the mentions. */
export function places() {
  const evidence = by("shown").querySelectorAll(".evidence.first");
  return [...(evidence.length ? evidence : by("shown").querySelectorAll(".mention"))];
}

export function goTo(place) {
  for (const other of by("shown").querySelectorAll(".here")) other.classList.remove("here");
  // A mention within splits the words into pieces: all of them are meant.
  const pieces = place.dataset.from ? by("shown").querySelectorAll(`[data-from="${place.dataset.from}"]`) : [place];
  for (const each of pieces) each.classList.add("here");
  const far = Math.abs(place.getBoundingClientRect().top) > 3 * innerHeight;
  const calm = far || matchMedia("(prefers-reduced-motion: reduce)").matches;
  place.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}
