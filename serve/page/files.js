// The text of files that were chosen or dropped; a sentence for each that holds none.

// The browser may parse no string as HTML here (trusted types), not even a file's: a web page is refused.
const FORMATS = [
  ["a PDF", /\.pdf$/i, /^%PDF-/],
  ["a Word file", /\.(docx?|rtf)$/i, /^{\\rtf/],
  ["a web page", /\.(x?html?|mht(ml)?)$/i, /^\s*(<!doctype html|<html)/i],
  ["no plain text", /(?!)/, /\0/],
];

/** What is to be read, what was refused and what was guessed: {texts: [{name, text}], refused, notes}. */
export async function textsOf(files) {
  const texts = [], refused = [], notes = [];
  for (const { name, bytes } of await Promise.all([...files].map(opened))) {
    if (!bytes) { refused.push(`${name} cannot be opened; if it is a folder, drop the files in it.`); continue; }
    const { text, guessed } = decoded(bytes);
    const format = FORMATS.find(([, ending, start]) => ending.test(name) || start.test(text));
    if (format) refused.push(`${name} is ${format[0]}: open it, copy its text and paste it here.`);
    else if (!text.trim()) refused.push(`${name} is empty.`);
    else {
      texts.push({ name, text });
      if (guessed) notes.push(`${name} is not UTF-8; it was taken for Windows-1252: check its accents and quotation marks.`);
    }
  }
  return { texts, refused, notes };
}

async function opened(file) {
  return { name: file.name, bytes: await file.arrayBuffer().catch(() => null) };
}

function decoded(bytes) {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), guessed: false };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), guessed: true };
  }
}
