// Rows as a CSV file of the reader's, as RFC 4180 has it.

/** A text that a spreadsheet would take for a formula begins with an apostrophe, as in the CSV of the service. */
function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `columns` are `[name, (row) => value]`. */
export const csvOf = (columns, rows) =>
  [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, value]) => value(row)))]
    .map((line) => `${line.map(cell).join(",")}\r\n`)
    .join("");

/** Gives the reader a file. */
export const save = (name, text, type = "text/csv;charset=utf-8") => saveBlob(name, new Blob([text], { type }));

export function saveBlob(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
