// The answer to take away: as Markdown, CSV or JSON. All articles that were read are in it.
import { doubtful } from "./element.js";

const quoted = (actor) => actor.evidence.map((part) => part.text).join(" ... ");
const on = (prediction) => prediction.resolution.text || "";

/** Text that Markdown, and the HTML which it may hold, takes as text. */
const plain = (cell) => cell.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/\s+/g, " ");

function markdown({ name, prediction }, several) {
  return [
    ...(several ? [`## ${plain(name)}`, ""] : []),
    `**${plain(on(prediction)) || "no resolution found"}**`, "",
    "| actor | stance | probability | basis | words |", "|---|---|--:|---|---|",
    ...prediction.actors.map((actor) => `| ${[
      actor.principal ? `${actor.name} (for ${actor.principal})` : actor.name,
      doubtful(actor) ? `${actor.stance} (have a person look)` : actor.stance,
      actor.probabilities[actor.stance].toFixed(2), actor.basis, quoted(actor),
    ].map(plain).join(" | ")} |`),
  ].join("\n");
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe in front. */
function csvCell(value) {
  const cell = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}

const COLUMNS = ["support", "oppose", "undecided"];

const csv = ({ name, prediction }) => prediction.actors.map((actor) => [
  name, on(prediction), actor.name, actor.kind, actor.principal || "", actor.stance,
  ...COLUMNS.map((stance) => actor.probabilities[stance].toFixed(4)), actor.basis,
  actor.prediction_set.join(" "), doubtful(actor) ? "yes" : "no", quoted(actor), prediction.release.name,
]);
const CSV_HEAD = ["article", "resolution", "actor", "kind", "principal", "stance", ...COLUMNS, "basis", "prediction_set", "have_a_person_look", "evidence", "release"];

/** The answer in a form (markdown, csv or json); articles that were refused are only in JSON. */
export function written(form, documents) {
  const answered = documents.filter((each) => each.prediction);
  if (form === "markdown") return answered.map((each) => markdown(each, documents.length > 1)).join("\n\n");
  if (form === "csv") return [CSV_HEAD, ...answered.flatMap(csv)].map((row) => row.map(csvCell).join(",")).join("\r\n");
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
