// The answer to take away: as Markdown, CSV or JSON. Whatever was not read is in it as that.
import { doubtful, groupOf, WORDS } from "./element.js";

const quoted = (actor) => actor.evidence.map((part) => part.text).join(" ... ");
const on = (prediction) => prediction.resolution.text || "";

/** Text that Markdown, and the HTML which it may hold, takes as text. */
const plain = (cell) => cell.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/\s+/g, " ");

function markdown({ name, prediction, error }, several) {
  const head = several ? [`## ${plain(name)}`, ""] : [];
  if (error) return [...head, `not read: ${plain(error.message)}`].join("\n");
  return [
    ...head,
    `**${plain(on(prediction)) || "no resolution found"}**`, "",
    "| actor | stance | probability | basis | words |", "|---|---|--:|---|---|",
    ...prediction.actors.map((actor) => `| ${[
      actor.principal ? `${actor.name} (for ${actor.principal})` : actor.name,
      doubtful(actor) ? `${WORDS[groupOf(actor)]} (have a person look)` : WORDS[groupOf(actor)],
      actor.probabilities[actor.stance].toFixed(2), actor.basis, quoted(actor),
    ].map(plain).join(" | ")} |`),
    ...prediction.warnings.flatMap((warning) => ["", `Note: ${plain(warning)}`]),
    "", `Read by ${plain(prediction.release.name)}.`,
  ].join("\n");
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe in front. */
function csvCell(value) {
  const cell = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}

const COLUMNS = ["support", "oppose", "undecided"];

const CSV_HEAD = ["article", "resolution", "actor", "kind", "principal", "stance", ...COLUMNS, "basis", "prediction_set", "have_a_person_look", "evidence", "release", "note"];

/** A row for each actor; an article without any has one with a note alone. */
function csv({ name, prediction, error }) {
  const noted = (resolution, release, note) => [name, resolution, ...Array(CSV_HEAD.length - 4).fill(""), release, note];
  if (error) return [noted("", "", `not read: ${error.message}`)];
  if (!prediction.actors.length) return [noted(on(prediction), prediction.release.name, ["no actors found", ...prediction.warnings].join("; "))];
  return prediction.actors.map((actor) => [
    name, on(prediction), actor.name, actor.kind, actor.principal || "", actor.stance,
    ...COLUMNS.map((stance) => actor.probabilities[stance].toFixed(4)), actor.basis,
    actor.prediction_set.join(" "), doubtful(actor) ? "yes" : "no", quoted(actor), prediction.release.name,
    prediction.warnings.join("; "),
  ]);
}

/** The answer in a form (markdown, csv or json), with every article that was asked about. */
export function written(form, documents) {
  if (form === "markdown") return documents.map((each) => markdown(each, documents.length > 1)).join("\n\n");
  if (form === "csv") return [CSV_HEAD, ...documents.flatMap(csv)].map((row) => row.map(csvCell).join(",")).join("\r\n");
  if (documents.length === 1) return JSON.stringify(documents[0].prediction, null, 1);
  return JSON.stringify(documents.map(({ name, prediction, error }) => (
    prediction ? { article: name, prediction } : { article: name, error: { field: error.field, message: error.message } }
  )), null, 1);
}

/** Puts text on the clipboard; where http keeps the clipboard away, by the browser's old command. */
export async function toClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const had = document.activeElement;
  const box = document.createElement("textarea");
  box.value = text;
  box.setAttribute("aria-hidden", "true");
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  if (had) had.focus();
  if (!done) throw new Error("refused");
}
