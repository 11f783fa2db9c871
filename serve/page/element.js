// How every part of the page makes what it shows. Text only ever goes in as text, never as HTML.

export const STANCES = ["support", "undecided", "oppose"];
/** The groups of the tally: whoever shows no stance is in none of the three camps. */
export const GROUPS = [...STANCES, "none"];
export const SIGNS = { support: "▲", undecided: "◆", oppose: "▼", none: "○" };
export const WORDS = { support: "support", undecided: "undecided", oppose: "oppose", none: "no stance shown" };

export const by = (id) => document.getElementById(id);

/** An element with properties (or attributes, where it has no such property) and children. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Whether the service could not rule out a second stance. */
export const doubtful = (actor) => actor.prediction_set.length !== 1;

export const groupOf = (actor) => (actor.basis === "none" ? "none" : actor.stance);

/** An actor's group in words, such as "support, unsure". */
export const worded = (actor) => WORDS[groupOf(actor)] + (doubtful(actor) ? ", unsure" : "");
